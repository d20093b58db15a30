import FoundationEssentials
public import Logging
import Metrics
public import Postgres
import Synchronization

/// Writes receipts in the background, many at once: they cost the call that made them nothing, and
/// those that were not written yet are lost in a crash.
public final class ReceiptWriter: Sendable {
  /// How many may wait; what comes beyond that is not written, and counted.
  private static let capacity = 1_000
  private static let batchSize = 200
  private static let interval = Duration.milliseconds(200)

  private struct Entry: Sendable {
    let organization: OrganizationID
    let receipt: ContextReceipt
  }

  private let lanes: PostgresLanes
  private let logger: Logger
  private let waiting = Mutex<[Entry]>([])
  private let lost = Counter(label: "engram_receipts_lost_total")

  /// A writer on the service's lanes.
  public init(lanes: PostgresLanes, logger: Logger) {
    self.lanes = lanes
    self.logger = logger
  }

  func write(_ receipt: ContextReceipt, of organization: OrganizationID) {
    let isTaken = waiting.withLock { waiting in
      guard waiting.count < Self.capacity else { return false }
      waiting.append(Entry(organization: organization, receipt: receipt))
      return true
    }
    if !isTaken { lost.increment() }
  }

  /// A receipt that waits to be written.
  func waiting(_ id: ReceiptID, of organization: OrganizationID) -> ContextReceipt? {
    waiting.withLock { waiting in
      waiting.first { $0.organization == organization && $0.receipt.id == id }?.receipt
    }
  }

  /// Writes until the task is cancelled, and then what is left.
  public func run() async {
    var isLast = false
    while !isLast {
      isLast = (try? await Task.sleep(for: Self.interval)) == nil
      // A process that is told to end at once may have no connection any more.
      let level: Logger.Level = isLast ? .info : .warning
      // Not this task: what is being written is to be written when it is cancelled.
      await Task { await flush(level) }.value
    }
  }

  /// Writes what waits now. What fails is lost, and logged at this level.
  private func flush(_ level: Logger.Level) async {
    var rest = waiting.withLock { $0.count }
    while rest > 0 {
      let batch = waiting.withLock { Array($0.prefix(min(rest, Self.batchSize))) }
      do {
        try await write(batch)
      } catch {
        lost.increment(by: batch.count)
        logger.log(
          level: level, "receipts of contexts are lost",
          metadata: ["count": "\(batch.count)", "error": "\(error)"])
      }
      // Until here they can be found.
      waiting.withLock { $0.removeFirst(batch.count) }
      rest -= batch.count
    }
  }

  private func write(_ batch: [Entry]) async throws {
    let encoder = JSONEncoder()
    let contents = try batch.map { entry in
      String(decoding: try encoder.encode(entry.receipt.content), as: UTF8.self)
    }
    _ = try await lanes.run(
      UnitOptions(
        organizations: Array(Set(batch.map(\.organization.text))), isIdempotent: true),
      Query(
        ContextStatements.writeReceipts,
        [
          .textArray(batch.map(\.organization.text)),
          .uuidArray(batch.map(\.receipt.id.uuid)),
          .uuidArray(batch.map(\.receipt.conversation.uuid)),
          .timestamptzArray(batch.map(\.receipt.createdAt.timestamp)),
          .jsonbArray(contents),
        ]))
  }
}
