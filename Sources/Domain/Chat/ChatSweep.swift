public import Logging

/// Ends in the background chats whose processes are lost: what they had saved of a reply is stored and
/// marked as cut.
///
/// Any number of processes may sweep at once.
public struct ChatSweep: Sendable {
  private static let atOnce: Int32 = 20

  private let store: ChatStore
  private let interval: Duration
  private let logger: Logger

  /// A sweep whose `store` is on lanes of the system role, and that goes round each `interval`.
  public init(store: ChatStore, interval: Duration = .seconds(5), logger: Logger) {
    self.store = store
    self.interval = interval
    self.logger = logger
  }

  /// Sweeps until the task is cancelled.
  public func run() async {
    await repeating(every: interval, "chats were not swept", logger: logger) {
      let count = try await sweep()
      if count > 0 {
        logger.info("ended chats of lost processes", metadata: ["chats": "\(count)"])
      }
    }
  }

  /// Ends all that are lost by now; how many there were.
  public func sweep() async throws -> Int {
    var total = 0
    while true {
      let count = try await store.endLost(atMost: Self.atOnce)
      if count == 0 { return total }
      total += count
    }
  }
}
