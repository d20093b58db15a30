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
    repeat {
      do {
        try await sweep()
      } catch is CancellationError {
        return
      } catch {
        logger.warning(
          "receipts were not swept; it goes on later", metadata: ["error": "\(error)"])
      }
    } while (try? await Task.sleep(for: Self.interval)) != nil
  }

  /// Deletes all that are old enough.
  public func sweep() async throws {
    _ = try await lanes.runInBatches(ContextStatements.sweepReceipts)
  }
}
