import FoundationEssentials
import LLM
import Postgres
import Synchronization

/// The jobs of one queue in the database, as its workers, relay and sweep see them.
final class JobStore: Sendable {
  /// Jobs that one statement sweeps, or publishes of each kind.
  static let sweepSize: Int32 = 1_000
  /// Where counting stops.
  static let countLimit: Int64 = 10_000
  private static let maxReasonBytes = 500

  let queue: JobQueue
  private let configuration: JobQueueConfiguration
  private let lanes: PostgresLanes
  /// The organization that this process served last, and whether its job was claimed alone.
  private let lastServed = Mutex((organization: "", isAlone: false))

  init(_ configuration: JobQueueConfiguration, lanes: PostgresLanes) {
    queue = configuration.queue
    self.configuration = configuration
    self.lanes = lanes
  }

  /// Leases due jobs, at most so many batches of them; none when there is none or the queue is
  /// paused.
  func claim(batches count: Int) async throws -> [[ClaimedJob]] {
    let batchSize = max(configuration.batchSize, 1)
    let jobs = try await claim(Int32(clamping: max(count, 1) * batchSize))
    return stride(from: 0, to: jobs.count, by: batchSize).map { start in
      Array(jobs[start..<min(start + batchSize, jobs.count)])
    }
  }

  private func claim(_ size: Int32) async throws -> [ClaimedJob] {
    let last = lastServed.withLock { $0 }
    let claimed = try await run(
      Query(
        JobStatements.claim,
        [
          .int2(queue.number), .int4(size), .text(last.organization),
          .milliseconds(configuration.lease), .bool(!last.isAlone),
        ]
      ) { row in
        (
          job: try ClaimedJob(row),
          isAlone: try row.decode(ClaimedJob.columnCount, as: Bool.self)
        )
      })
    if let last = claimed.last {
      lastServed.withLock { $0 = (last.job.organizationID, last.isAlone) }
    }
    return claimed.map(\.job)
  }

  /// Extends the leases; returns how many are still held.
  func extend(_ jobs: [ClaimedJob]) async throws -> Int64 {
    let counts = try await run(
      Query(
        JobStatements.extend, JobStatements.keys(of: jobs) + [.milliseconds(configuration.lease)]
      ) { row in try row.decode(0, as: Int64.self) },
      isIdempotent: true)
    return try counts.onlyRow(of: JobStatements.extend)
  }

  /// Finishes jobs that are done; returns those that were still held.
  func finish(_ jobs: [ClaimedJob]) async throws -> [UUID] {
    try await run(
      JobStatements.finishQuery(jobs, keeps: configuration.keepsDone), isIdempotent: true)
  }

  /// A job to be opened again, and when.
  struct Release {
    let job: ClaimedJob
    let delay: Duration
    /// Why it failed; `nil` when it was given back.
    let reason: String?
  }

  /// Opens jobs again; returns those that were still held.
  func release(_ releases: [Release]) async throws -> [UUID] {
    try await run(
      Query(
        JobStatements.release,
        JobStatements.keys(of: releases.map(\.job)) + [
          .int8Array(releases.map(\.delay.boundedMilliseconds)),
          .int4Array(releases.map { $0.reason == nil ? 0 : 1 }),
          .textArray(releases.map { $0.reason.map(Self.bounded) }),
        ]
      ) { row in try row.decode(0) }, isIdempotent: true)
  }

  /// Marks jobs as dead, each with a reason; returns those that were still held.
  func bury(_ jobs: [ClaimedJob], _ reasons: [String]) async throws -> [UUID] {
    try await run(
      Query(
        JobStatements.bury,
        JobStatements.keys(of: jobs) + [.textArray(reasons.map(Self.bounded))]
      ) { row in try row.decode(0) }, isIdempotent: true)
  }

  /// A job whose worker did not come back.
  struct Crash: Sendable {
    let organizationID: String
    let jobID: UUID
    let isDead: Bool
  }

  /// Takes back jobs whose lease has run out.
  func sweep() async throws -> [Crash] {
    try await run(
      Query(
        JobStatements.sweep,
        [.int2(queue.number), .int4(configuration.maxCrashes), .int4(Self.sweepSize)]
      ) { row in
        Crash(
          organizationID: try row.decode(0), jobID: try row.decode(1), isDead: try row.decode(3))
      })
  }

  /// Removes what was done longer than `retention` ago; returns how many jobs.
  func sweepDone(retention: Duration) async throws -> Int64 {
    try await lanes.runInBatches(
      JobStatements.sweepDone, of: Self.sweepSize,
      [.int2(queue.number), .milliseconds(retention)])
  }

  /// Marks what is to be published in `epoch` now; returns how many jobs.
  func publish(epoch: Int64, stale: Duration) async throws -> Int64 {
    let counts = try await run(
      Query(
        JobStatements.publish,
        [.int2(queue.number), .int8(epoch), .milliseconds(stale), .int4(Self.sweepSize)]
      ) { row in try row.decode(0, as: Int64.self) })
    return try counts.onlyRow(of: JobStatements.publish)
  }

  /// How many jobs there are, each up to ``countLimit``.
  struct Counts: Sendable {
    let open, leased, dead: Int64
  }

  func counts() async throws -> Counts {
    let counts = try await run(
      Query(JobStatements.counts, [.int2(queue.number), .int8(Self.countLimit)]) { row in
        Counts(open: try row.decode(0), leased: try row.decode(1), dead: try row.decode(2))
      }, isIdempotent: true)
    return try counts.onlyRow(of: JobStatements.counts)
  }

  private func run<Row>(_ query: Query<Row>, isIdempotent: Bool = false) async throws -> [Row] {
    try await lanes.run(UnitOptions(organizations: [], isIdempotent: isIdempotent), query)
  }

  /// A reason that fits its column.
  private static func bounded(_ reason: String) -> String {
    reason.replacing("\0", with: "").clipped(toBytes: maxReasonBytes)
  }
}
