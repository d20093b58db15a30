import ArgumentParser
import NIOCore
import NIOPosix

/// How many threads a server has.
struct ThreadOptions: ParsableArguments {
  @Option(name: Settings.eventLoops.name, help: Settings.eventLoops.help)
  var eventLoops: String?
  @Option(name: Settings.databaseConnections.name, help: Settings.databaseConnections.help)
  var databaseConnections: String?

  func validate() throws {
    _ = try eventLoopCount()
    _ = try databaseConnectionCount()
  }

  /// Has the process use so many event loops; to be called before anything uses them.
  ///
  /// The other half of the processors belongs to the threads of the database's connections, which
  /// have about as much to do.
  func applyEventLoops() throws {
    NIOSingletons.groupLoopCountSuggestion =
      try eventLoopCount() ?? max(1, System.coreCount / 2)
  }

  /// `nil` leaves the number to the lanes.
  func databaseConnectionCount() throws -> Int? {
    try count(Settings.databaseConnections, databaseConnections)
  }

  private func eventLoopCount() throws -> Int? {
    try count(Settings.eventLoops, eventLoops)
  }

  private func count(_ setting: Setting, _ value: String?) throws -> Int? {
    try setting.given(value)?.parse(expecting: "a number from 1 to 256") { text -> Int? in
      Int(text).flatMap { (1...256).contains($0) ? $0 : nil }
    }
  }
}
