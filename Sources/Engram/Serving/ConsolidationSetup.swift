import Domain

/// How conversations are consolidated.
struct ConsolidationSetup: Sendable {
  /// When, where their organization says nothing.
  var policy = ConsolidationPolicy()
  /// Writes summaries; without a model they are extracted.
  var chat: ChatSetup
  /// What a model can read and write at once.
  var contextTokens = 32_768
  /// At most so many of its calls in any window, by all processes; 0 for no limit.
  var calls: Int32 = 10
  var window = Duration.seconds(60)
}
