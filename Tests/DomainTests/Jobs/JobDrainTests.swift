@testable import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

/// What becomes of jobs whose process is told to stop.
@Suite struct JobDrainTests {
  /// A handler that can't be done in time, whatever it does when it is cancelled.
  enum End: CaseIterable, Sendable {
    case givesBack, fails, goesOn
  }

  @Test(arguments: End.allCases)
  func `a job that can't be ended in time is given back at once, and no worse for it`(
    end: End
  ) async throws {
    try await JobFixture.use { jobs in
      let log = JobLog()
      let isReleased = Mutex(false)
      let configuration = jobs.configuration(lease: .seconds(600)) { batch in
        log.add(batch)
        try? await Task.sleep(for: .seconds(60))
        switch end {
        case .givesBack: return [.giveBack(after: .zero)]
        case .fails: return [.retry(reason: "cancelled")]
        case .goesOn:
          while !isReleased.withLock({ $0 }) {
            await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
          }
          return [.retry(reason: "late")]
        }
      }
      var timings = JobFixture.timings
      timings.drain = .milliseconds(100)
      let workers = JobWorkers(
        lanes: jobs.systemLanes, redis: nil, queues: [configuration], signal: jobs.signal,
        timings: timings, logger: DomainFixture.logger)
      let running = Task { await workers.run() }
      try await jobs.enqueue([UUID()])
      jobs.signal.wake()
      try await jobs.until { log.jobs.count == 1 }
      running.cancel()
      // The lease is far longer than this waits.
      try await jobs.until { try await jobs.rows().map(\.state) == [1] }
      #expect(try await jobs.store().claim().map(\.attempt) == [1])
      isReleased.withLock { $0 = true }
      await running.value
      #expect(
        try await jobs.rows() == [.init(state: 2, attempts: 0, crashes: 0, lastError: nil)])
    }
  }

  @Test func `another process hears at once of a job that is given back`() async throws {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      let log = JobLog()
      var timings = JobFixture.timings
      timings.drain = .milliseconds(100)
      timings.poll = .seconds(3_600)
      timings.stale = .seconds(3_600)
      timings.relay = .seconds(3_600)
      let slow = jobs.configuration(lease: .seconds(600)) { batch in
        log.add(batch)
        try? await Task.sleep(for: .seconds(60))
        return [.giveBack(after: .zero)]
      }
      let leaving = JobWorkers(
        lanes: jobs.systemLanes, redis: redis, queues: [slow], signal: jobs.signal,
        timings: timings, logger: DomainFixture.logger)
      let running = Task { await leaving.run() }
      try await jobs.enqueue([UUID()])
      jobs.signal.wake()
      try await jobs.until { log.jobs.count == 1 }
      let quick = JobWorkers(
        lanes: jobs.systemLanes, redis: redis, queues: [jobs.configuration()],
        signal: JobSignal(), timings: timings, logger: DomainFixture.logger)
      let staying = Task { await quick.run() }
      // Its first look is over by then.
      try await Task.sleep(for: .milliseconds(500))
      running.cancel()
      try await jobs.until { try await jobs.rows().isEmpty }
      await running.value
      staying.cancel()
      await staying.value
    }
  }
}
