import ArgumentParser
import Wire

/// Which of the memories that are seen.
struct MemoryFilterOptions: ParsableArguments {
  @Option(help: "Only of this scope. Repeatable. (default: all that are seen)")
  var scope: [WireChoice<EngramV1.MemoryScope>] = []
  @Option(help: "Only of this type. Repeatable. (default: all)")
  var type: [WireChoice<EngramV1.MemoryType>] = []
  @Option(help: ArgumentHelp("Only of at least this importance, 1 to 10.", valueName: "n"))
  var minImportance: Int32?

  func validate() throws {
    try expect(minImportance.map { [$0] } ?? [], "--min-importance", 1...10)
  }

  var scopes: [EngramV1.MemoryScope] { scope.map(\.value) }
  var types: [EngramV1.MemoryType] { type.map(\.value) }
}
