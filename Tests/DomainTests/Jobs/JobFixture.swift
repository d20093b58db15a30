@testable import Domain
import Foundation
import LocalStack
import Postgres
import RedisStreams
import Synchronization
import TestSupport
import Testing

/// A queue of its own on a database of its own.
struct JobFixture: Sendable {
  let url: String
  let lanes: PostgresLanes
  let systemLanes: PostgresLanes
  let queue = JobQueue(name: "test-\(UUID())", number: JobQueue.embedding.number)
  let signal = JobSignal()

  static func use(_ body: (JobFixture) async throws -> Void) async throws {
    let jobs = try await JobFixture()
    try await body(jobs)
    await jobs.lanes.shutdown()
    await jobs.systemLanes.shutdown()
  }

  private init() async throws {
    url = try await TestDatabase.migrated().url
    lanes = try PostgresLanes(
      LanesConfiguration(name: "service", url: url, role: "engram_service", laneCount: 2),
      logger: DomainFixture.logger)
    systemLanes = try PostgresLanes(
      LanesConfiguration(name: "system", url: url, role: "engram_system", laneCount: 2),
      logger: DomainFixture.logger)
    lanes.start()
    systemLanes.start()
  }

  // MARK: Machinery

  /// Quick, but for looking without being told.
  static var timings: JobTimings {
    var timings = JobTimings()
    timings.relay = .milliseconds(100)
    timings.stale = .milliseconds(500)
    timings.poll = .milliseconds(500)
    timings.drain = .seconds(5)
    return timings
  }

  func configuration(
    batch: Int = 1, lease: Duration = .seconds(30), crashes: Int32 = 5, keeps: Bool = false,
    _ handler: @escaping @Sendable ([ClaimedJob]) async -> [JobOutcome] = { $0.map { _ in .done } }
  ) -> JobQueueConfiguration {
    var configuration = JobQueueConfiguration(queue, handler: ClosureHandler(body: handler))
    configuration.batchSize = batch
    configuration.lease = lease
    configuration.maxCrashes = crashes
    configuration.keepsDone = keeps
    configuration.sweep = .milliseconds(200)
    configuration.retryDelays.first = .milliseconds(10)
    return configuration
  }

  func store(
    batch: Int = 1, lease: Duration = .seconds(30), crashes: Int32 = 5
  ) -> JobStore {
    JobStore(configuration(batch: batch, lease: lease, crashes: crashes), lanes: systemLanes)
  }

  /// Runs `processes` machineries beside `body`.
  func working(
    _ configuration: JobQueueConfiguration, redis: RedisAddress?, processes: Int = 1,
    timings: JobTimings = Self.timings, _ body: () async throws -> Void
  ) async throws {
    let running = (0..<processes).map { number in
      // A signal is one machinery's.
      let workers = JobWorkers(
        lanes: systemLanes, redis: redis, queues: [configuration],
        signal: number == 0 ? signal : JobSignal(), timings: timings,
        logger: DomainFixture.logger)
      return Task { await workers.run() }
    }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    for task in running { task.cancel() }
    for task in running { await task.value }
    try result.get()
  }

  static var redis: RedisAddress {
    get async throws { try RedisAddress(await SharedStack.stack.redisURL) }
  }

  // MARK: Rows

  /// Adds jobs as the service does.
  func enqueue(_ subjects: [UUID], for organization: String = "one") async throws {
    _ = try await lanes.run(
      UnitOptions(organizations: [organization]),
      Query(
        Statement(
          name: "enqueue",
          sql: """
            insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
            select $1, $2, 1, s from unnest($3::uuid[]) s
            on conflict do nothing
            """),
        [.text(organization), .int2(queue.number), .uuidArray(subjects)]))
  }

  struct Row: Sendable, Hashable {
    var state: Int16
    var attempts: Int32
    var crashes: Int32
    var lastError: String?
  }

  /// All jobs, in the order they were added.
  func rows() async throws -> [Row] {
    try await systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "all_jobs",
          sql: """
            select state, attempts, crashes, last_error from engram.jobs
            order by created_at, organization_id
            """), []
      ) { row in
        Row(
          state: try row.decode(0), attempts: try row.decode(1), crashes: try row.decode(2),
          lastError: try row.decodeOptional(3))
      })
  }

  func execute(_ text: String) async throws {
    let session = try await PostgresSession.connect(url: url)
    try await session.execute(Statement(name: "test_\(UUID())", sql: text))
    await session.close()
  }

  /// Has all leases run out.
  func expireLeases() async throws {
    _ = try await systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "expire",
          sql: "update engram.jobs set lease_until = now() - interval '1 s' where state = 2")))
  }

  /// Waits until `condition` holds; records an issue when it does not within a minute.
  func until(
    _ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it did not come to that", sourceLocation: sourceLocation)
  }
}

struct ClosureHandler: JobHandler {
  let body: @Sendable ([ClaimedJob]) async -> [JobOutcome]

  func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome] { await body(jobs) }
}

/// Which jobs ran, and what else a handler wants to remember.
final class JobLog: Sendable {
  private let runs = Mutex<[ClaimedJob]>([])

  func add(_ jobs: [ClaimedJob]) { runs.withLock { $0 += jobs } }

  var jobs: [ClaimedJob] { runs.withLock { $0 } }
  var subjects: [UUID] { jobs.map(\.subjectID) }
}

extension JobStore {
  /// What one worker gets by a claim for itself.
  func claim() async throws -> [ClaimedJob] {
    try await claim(batches: 1).first ?? []
  }
}
