public import Logging
import Metrics
public import Postgres

/// Finds in the background conversations that have fallen silent, erases messages whose time is over,
/// and forgets calls of the LLM that no limit counts any more.
///
/// Any number of processes may sweep at once: each leaves alone what another one holds.
public struct ConsolidationSweep: Sendable {
  /// How many rounds of the rest come to one that erases.
  private static let roundsPerErasure = 60
  private static let erasedAtOnce: Int32 = 50

  private let lanes: PostgresLanes
  private let policy: ConsolidationPolicy
  private let limiter: CallLimiter
  private let signal: JobSignal
  private let interval: Duration
  private let logger: Logger
  private let erased = Counter(label: "engram_consolidations_erased_total")

  /// A sweep on the system role's lanes that goes round each `interval`, and erases each 60th time,
  /// the first time included; `signal` is told of jobs.
  public init(
    lanes: PostgresLanes, policy: ConsolidationPolicy, limiter: CallLimiter, signal: JobSignal,
    interval: Duration = .seconds(10), logger: Logger
  ) {
    self.lanes = lanes
    self.policy = policy
    self.limiter = limiter
    self.signal = signal
    self.interval = interval
    self.logger = logger
  }

  /// Sweeps until the task is cancelled.
  public func run() async {
    var round = 0
    await repeating(every: interval, "conversations were not swept", logger: logger) {
      try await sweepSilent()
      try await limiter.forget()
      if round == 0 { try await erase() }
      round = (round + 1) % Self.roundsPerErasure
    }
  }

  /// Adds jobs for conversations that have been silent for long enough.
  public func sweepSilent() async throws {
    let count = try await lanes.runInBatches(
      ConsolidationStatements.sweep,
      [.bool(policy.isAutomatic), .int4(policy.keepRecent), .int4(policy.idleSeconds)])
    if count > 0 { signal.wake() }
  }

  /// Erases what summarised messages say that were to be kept for some days only.
  public func erase() async throws {
    let count = try await lanes.runInBatches(
      ConsolidationStatements.erase, of: Self.erasedAtOnce, [.int4(policy.archiveDays)])
    erased.increment(by: count)
    if count > 0 {
      logger.info("erased summarised messages", metadata: ["summaries": "\(count)"])
    }
  }
}
