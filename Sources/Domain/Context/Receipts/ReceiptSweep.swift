public import Logging
public import Postgres

/// Deletes in the background receipts that are seven days old.
public struct ReceiptSweep: Sendable {
  private static let interval = Duration.seconds(600)

  private let lanes: PostgresLanes
  private let logger: Logger

  /// A sweep on the system role's lanes.
  public init(lanes: PostgresLanes, logger: Logger) {
    self.lanes = lanes
    self.logger = logger
  }

  /// Sweeps until the task is cancelled.
  public func run() async {
    await repeating(every: Self.interval, "receipts were not swept", logger: logger) {
      try await sweep()
    }
  }

  /// Deletes all that are old enough.
  public func sweep() async throws {
    _ = try await lanes.runInBatches(ContextStatements.sweepReceipts)
  }
}
