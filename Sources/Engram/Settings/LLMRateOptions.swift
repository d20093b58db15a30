import ArgumentParser

/// How often the LLM is called, by all processes together.
struct LLMRateOptions: ParsableArguments {
  private static let callsRange: ClosedRange<Int32> = 0...100_000
  private static let windowRange: ClosedRange<Int32> = 1...3_600
  private static let standardCalls: Int32 = 10
  private static let standardWindow: Int32 = 60

  @Option(name: Settings.llmCalls.name, help: Settings.llmCalls.help)
  var llmCalls: String?
  @Option(name: Settings.llmWindow.name, help: Settings.llmWindow.help)
  var llmWindow: String?

  func validate() throws {
    _ = try calls()
    _ = try window()
  }

  /// At most so many calls in any ``window()``; 0 for no limit.
  func calls() throws -> Int32 {
    try Settings.llmCalls.number(llmCalls, in: Self.callsRange) ?? Self.standardCalls
  }

  func window() throws -> Duration {
    .seconds(
      try Settings.llmWindow.number(llmWindow, in: Self.windowRange) ?? Self.standardWindow)
  }
}
