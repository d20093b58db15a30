@testable import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

/// Queues that are held up.
@Suite struct JobPauseTests {
  private func desk(_ jobs: JobFixture) -> QueueDesk {
    QueueDesk(
      lanes: jobs.systemLanes, signal: jobs.signal, limiter: CallLimiter(lanes: jobs.systemLanes))
  }

  @Test func `nothing is claimed once a pause has returned, under load, and all is done after it`()
    async throws
  {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      let log = JobLog()
      // From the claim, not from the handler: what was claimed before may begin later.
      let configuration = jobs.configuration(batch: 4) { batch in
        log.add(batch)
        return batch.map { _ in .done }
      }
      let desk = desk(jobs)
      try await jobs.working(configuration, redis: redis, processes: 3) {
        for round in 0..<10 {
          try await jobs.enqueue((0..<40).map { _ in UUID() }, for: "o\(round % 3)")
          jobs.signal.wake()
          try await Task.sleep(for: .milliseconds(5))
          _ = try await desk.pause(.embedding, by: PauseNote("test"), in: DeploymentScope())
          try await jobs.until {
            try await desk.stats(in: DeploymentScope()).allSatisfy { $0.leased == 0 }
          }
          let done = log.jobs.count
          try await jobs.enqueue((0..<40).map { _ in UUID() }, for: "later")
          jobs.signal.wake()
          try await Task.sleep(for: .milliseconds(100))
          #expect(log.jobs.count == done)
          _ = try await desk.resume(.embedding, in: DeploymentScope())
        }
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      #expect(log.subjects.count == 800)
      #expect(Set(log.subjects).count == 800)
    }
  }

  @Test func `a pause waits for no job that runs, and takes none away`() async throws {
    try await JobFixture.use { jobs in
      let isOver = Mutex(false)
      let log = JobLog()
      let configuration = jobs.configuration { batch in
        log.add(batch)
        while !isOver.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(10)) }
        return [.done]
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue([UUID()])
        jobs.signal.wake()
        try await jobs.until { log.jobs.count == 1 }
        let stats = try await desk(jobs).pause(
          .embedding, by: PauseNote(""), in: DeploymentScope())
        #expect(stats.leased == 1 && stats.pausedBy == nil)
        isOver.withLock { $0 = true }
        try await jobs.until { try await jobs.rows().isEmpty }
      }
    }
  }

  @Test func `workers of another process hear at once that a queue goes on`() async throws {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      var timings = JobFixture.timings
      timings.poll = .seconds(3_600)
      timings.stale = .seconds(3_600)
      timings.relay = .seconds(3_600)
      try await jobs.working(jobs.configuration(), redis: redis, timings: timings) {
        try await jobs.enqueue([UUID()])
        jobs.signal.wake()
        try await jobs.until { try await jobs.rows().isEmpty }
        let desk = desk(jobs)
        _ = try await desk.pause(.embedding, by: PauseNote(""), in: DeploymentScope())
        try await jobs.enqueue([UUID(), UUID()])
        jobs.signal.wake()
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await jobs.rows().map(\.state) == [1, 1])
        _ = try await desk.resume(.embedding, in: DeploymentScope())
        try await jobs.until { try await jobs.rows().isEmpty }
      }
    }
  }

  @Test func `jobs that are done stay for a while, and then go, in batches`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue((0..<2_500).map { _ in UUID() })
      let store = JobStore(jobs.configuration(batch: 2_500, keeps: true), lanes: jobs.systemLanes)
      let held = try await store.claim()
      #expect(try await store.finish(held).count == 2_500)
      try await jobs.enqueue([UUID()])
      #expect(try await store.sweepDone(retention: .seconds(3_600)) == 0)
      #expect(try await store.sweepDone(retention: .zero) == 2_500)
      #expect(try await jobs.rows().map(\.state) == [1])
    }
  }
}
