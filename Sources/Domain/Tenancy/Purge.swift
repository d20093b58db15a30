public import Logging
import Metrics
public import Postgres

/// Erases in the background what was deleted: conversations and all that belongs to deleted users,
/// projects and organizations, of which a tombstone stays.
///
/// What is to be erased is marked in the database, so a crash loses nothing, and any number of
/// processes may purge at once: each leaves alone what another one holds.
public struct Purge: Sendable {
  /// Rows of each kind that one transaction marks or erases.
  private static let batchSize: Int32 = 1_000

  private static let mark = Statement("purge_mark", PackageResources.purge_mark_sql)
  private static let erase = Statement("purge_erase", PackageResources.purge_erase_sql)
  private static let eraseMemories = Statement(
    "purge_erase_memories", PackageResources.purge_erase_memories_sql)
  private static let eraseDocuments = Statement(
    "purge_erase_documents", PackageResources.purge_erase_documents_sql)
  private static let finish = Statement("purge_finish", PackageResources.purge_finish_sql)

  private let lanes: PostgresLanes
  private let signal: PurgeSignal
  private let interval: Duration
  private let logger: Logger
  private let rows = Counter(label: "engram_purge_rows_total")

  /// A purge on the system role's lanes that looks at each signal, and at least each `interval`.
  public init(
    lanes: PostgresLanes, signal: PurgeSignal, interval: Duration = .seconds(30), logger: Logger
  ) {
    self.lanes = lanes
    self.signal = signal
    self.interval = interval
    self.logger = logger
  }

  /// Purges until the task is cancelled. Once a signal.
  public func run() async {
    await withTaskGroup { group in
      group.addTask { await giveSignals() }
      for await _ in signal.wakeUps {
        do {
          try await sweep()
        } catch is CancellationError {
          break
        } catch {
          logger.warning("purge failed; it goes on later", metadata: ["error": "\(error)"])
        }
      }
      group.cancelAll()
    }
  }

  /// Erases all that is marked now and that no other process is at.
  public func sweep() async throws {
    var total: Int64 = 0
    while true {
      var changed = try await run(Self.mark)
      // Before the next batch is marked, so that it is not looked for among those marked before.
      for erase in [Self.erase, Self.eraseDocuments, Self.eraseMemories] {
        changed += try await lanes.runInBatches(erase, of: Self.batchSize)
      }
      changed += try await run(Self.finish)
      if changed == 0 { break }
      total += changed
      rows.increment(by: changed)
    }
    if total > 0 { logger.info("purged", metadata: ["rows": "\(total)"]) }
  }

  private func run(_ statement: Statement) async throws -> Int64 {
    let counts = try await lanes.run(
      UnitOptions(organizations: []),
      Query(statement, [.int4(Self.batchSize)]) { row in try row.decode(0, as: Int64.self) })
    return try counts.onlyRow(of: statement)
  }

  private func giveSignals() async {
    while !Task.isCancelled {
      signal.wake()
      try? await Task.sleep(for: interval)
    }
  }
}
