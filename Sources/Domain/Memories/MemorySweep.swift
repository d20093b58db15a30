public import Logging
import Metrics
public import Postgres

/// Deletes in the background what has expired, evicts what is beyond limits that were lowered, and
/// forgets the history of memories that are long gone.
///
/// Any number of processes may sweep at once: each leaves alone what another one holds.
public struct MemorySweep: Sendable {
  /// Scopes that one statement looks at.
  private static let scopesAtOnce: Int32 = 1_000
  /// How many rounds of what is quick come to one look at all limits.
  private static let roundsPerLimits = 10

  private let lanes: PostgresLanes
  private let limits: MemoryLimits
  private let interval: Duration
  private let logger: Logger
  private let expired = Counter(label: "engram_memories_expired_total")
  private let evicted = Counter(label: "engram_memories_evicted_by_sweep_total")

  /// A sweep on the system role's lanes that deletes what has expired each `interval`, and looks at
  /// all limits each tenth time, the first time included.
  public init(
    lanes: PostgresLanes, limits: MemoryLimits, interval: Duration = .seconds(30), logger: Logger
  ) {
    self.lanes = lanes
    self.limits = limits
    self.interval = interval
    self.logger = logger
  }

  /// Sweeps until the task is cancelled.
  public func run() async {
    var round = 0
    await repeating(every: interval, "memories were not swept", logger: logger) {
      defer { round = (round + 1) % Self.roundsPerLimits }
      try await sweepExpired()
      if round == 0 {
        try await sweepLimits()
        _ = try await lanes.runInBatches(MemoryStatements.sweepEvents)
      }
    }
  }

  /// Deletes all that has expired and that no other statement is at.
  public func sweepExpired() async throws {
    let count = try await lanes.runInBatches(MemoryStatements.sweepExpired)
    expired.increment(by: count)
    if count > 0 { logger.info("deleted expired memories", metadata: ["count": "\(count)"]) }
  }

  /// Evicts what is beyond the limits of all scopes.
  public func sweepLimits() async throws {
    var last = (organization: "", key: "")
    var total: Int64 = 0
    while true {
      let rows = try await lanes.run(
        UnitOptions(organizations: []),
        Query(
          MemoryStatements.sweepLimits,
          [.text(last.organization), .text(last.key), .int4(Self.scopesAtOnce)] + limits.parameters
        ) { row in
          (
            organization: try row.decode(0, as: String.self),
            key: try row.decode(1, as: String.self),
            evicted: try row.decode(2, as: Int64.self)
          )
        })
      guard let row = rows.first else { break }
      total += row.evicted
      // Where something was evicted there may be more.
      if row.evicted == 0 { last = (row.organization, row.key) }
    }
    evicted.increment(by: total)
    if total > 0 {
      logger.info("evicted memories beyond a lowered limit", metadata: ["count": "\(total)"])
    }
  }
}
