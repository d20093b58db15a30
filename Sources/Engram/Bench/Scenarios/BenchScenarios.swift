import ArgumentParser

/// All scenarios there are.
enum BenchScenarios {
  static let all: [any BenchScenario.Type] = [
    NoopScenario.self, AppendScenario.self, ListScenario.self, MixedScenario.self,
    StoreScenario.self, SearchScenario.self, ContextScenario.self,
  ]

  /// A line for each, for the help.
  static var help: String {
    all.map { "  \($0.name.padding(to: 8))\($0.summary)." }.joined(separator: "\n")
  }
}

/// A scenario that was chosen by its name.
struct ScenarioChoice: ExpressibleByArgument {
  let scenario: any BenchScenario.Type

  init?(argument: String) {
    guard let found = BenchScenarios.all.first(where: { $0.name == argument }) else { return nil }
    scenario = found
  }

  init(_ scenario: any BenchScenario.Type) { self.scenario = scenario }

  static var allValueStrings: [String] { BenchScenarios.all.map { $0.name } }
}
