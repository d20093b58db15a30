@testable import Domain
import Foundation
import RedisStreams
import Synchronization
import TestSupport
import Testing

/// Whole machineries on a real database and Redis.
@Suite struct JobWorkerTests {
  private func subjects(_ count: Int) -> [UUID] { (0..<count).map { _ in UUID() } }

  @Test(arguments: [true, false])
  func `many workers of many processes run each job once`(hasRedis: Bool) async throws {
    let redis = hasRedis ? try await JobFixture.redis : nil
    try await JobFixture.use { jobs in
      let log = JobLog()
      var configuration = jobs.configuration(batch: 16) { batch in
        log.add(batch)
        return batch.map { _ in .done }
      }
      configuration.workerCount = 3
      let all = subjects(2_000)
      try await jobs.working(configuration, redis: redis, processes: 3) {
        for number in 0..<20 {
          try await jobs.enqueue(Array(all[number * 100..<(number + 1) * 100]), for: "o\(number)")
          jobs.signal.wake()
        }
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      #expect(log.subjects.count == all.count)
      #expect(Set(log.subjects) == Set(all))
    }
  }

  @Test(arguments: [true, false])
  func `the signal alone brings a job to a worker that waits`(hasRedis: Bool) async throws {
    let redis = hasRedis ? try await JobFixture.redis : nil
    try await JobFixture.use { jobs in
      var timings = JobFixture.timings
      timings.relay = .seconds(3_600)
      timings.poll = .seconds(3_600)
      try await jobs.working(jobs.configuration(), redis: redis, timings: timings) {
        // The look that everybody begins with is over by then.
        try await jobs.enqueue(subjects(1))
        jobs.signal.wake()
        try await jobs.until { try await jobs.rows().isEmpty }
        try await Task.sleep(for: .milliseconds(300))
        try await jobs.enqueue(subjects(1))
        jobs.signal.wake()
        try await jobs.until { try await jobs.rows().isEmpty }
      }
    }
  }

  @Test func `a long job keeps its lease`() async throws {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      let log = JobLog()
      let configuration = jobs.configuration(lease: .seconds(5)) { batch in
        log.add(batch)
        try? await Task.sleep(for: .seconds(7))
        return [.done]
      }
      try await jobs.working(configuration, redis: redis, processes: 2) {
        try await jobs.enqueue(subjects(1))
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      #expect(log.jobs.count == 1)
    }
  }

  @Test func `a handler whose jobs were taken over is cancelled`() async throws {
    try await JobFixture.use { jobs in
      let isCancelled = Mutex(false)
      let log = JobLog()
      let configuration = jobs.configuration(lease: .seconds(6)) { batch in
        log.add(batch)
        guard log.jobs.count == 1 else { return [.done] }
        try? await Task.sleep(for: .seconds(60))
        isCancelled.withLock { $0 = Task.isCancelled }
        return [.done]
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue(subjects(1))
        try await jobs.until { log.jobs.count == 1 }
        // Another worker takes it over, as it would from one that hangs.
        try await jobs.until {
          try await jobs.expireLeases()
          return try await !jobs.store().sweep().isEmpty
        }
        try await jobs.until { try await jobs.rows().isEmpty && isCancelled.withLock { $0 } }
      }
      // More where the processes' own sweep was faster, and its lease was taken back too.
      #expect(log.jobs.count >= 2)
    }
  }

  @Test func `a retry waits as long as it was asked to, and counts`() async throws {
    try await JobFixture.use { jobs in
      let times = Mutex<[(Int, ContinuousClock.Instant)]>([])
      let configuration = jobs.configuration { batch in
        times.withLock { $0.append((batch[0].attempt, .now)) }
        switch batch[0].attempt {
        case 1: return [.retry(after: .seconds(1), reason: "busy")]
        case 2: return [.retry(reason: "busy")]
        default: return [.done]
        }
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue(subjects(1))
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      let seen = times.withLock { $0 }
      #expect(seen.map(\.0) == [1, 2, 3])
      #expect(seen[0].1.duration(to: seen[1].1) >= .seconds(1))
    }
  }

  @Test func `a job that is given back is no worse for it`() async throws {
    try await JobFixture.use { jobs in
      let log = JobLog()
      let configuration = jobs.configuration { batch in
        log.add(batch)
        return [log.jobs.count < 3 ? .giveBack(after: .milliseconds(50)) : .done]
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue(subjects(1))
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      #expect(log.jobs.map(\.attempt) == [1, 1, 1])
    }
  }

  @Test func `a job that can't succeed is dead with its reason, and its neighbours are done`()
    async throws
  {
    try await JobFixture.use { jobs in
      let bad = UUID()
      let configuration = jobs.configuration(batch: 10, keeps: true) { batch in
        batch.map { $0.subjectID == bad ? .dead(reason: "too long") : .done }
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue([UUID(), bad, UUID()])
        try await jobs.until { try await jobs.rows().allSatisfy { $0.state > 2 } }
      }
      let rows = try await jobs.rows()
      #expect(rows.map(\.state).sorted() == [3, 3, 4])
      #expect(
        rows.first { $0.state == 4 }
          == .init(state: 4, attempts: 1, crashes: 0, lastError: "too long"))
    }
  }

  @Test func `a change while its job runs is worked on after it, never beside it`() async throws {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      let log = JobLog()
      let running = Mutex((now: 0, most: 0))
      let configuration = jobs.configuration { batch in
        log.add(batch)
        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        try? await Task.sleep(for: .milliseconds(300))
        running.withLock { $0.now -= 1 }
        return [.done]
      }
      let subject = UUID()
      try await jobs.working(configuration, redis: redis, processes: 2) {
        try await jobs.enqueue([subject])
        jobs.signal.wake()
        try await jobs.until { log.jobs.count == 1 }
        try await jobs.enqueue([subject])
        jobs.signal.wake()
        try await jobs.until { try await jobs.rows().isEmpty }
      }
      #expect(log.subjects == [subject, subject])
      #expect(running.withLock(\.most) == 1)
    }
  }

  @Test func `a machinery that is stopped ends what it has begun`() async throws {
    try await JobFixture.use { jobs in
      let log = JobLog()
      let configuration = jobs.configuration { batch in
        log.add(batch)
        try? await Task.sleep(for: .milliseconds(500))
        return [Task.isCancelled ? .giveBack(after: .zero) : .done]
      }
      try await jobs.working(configuration, redis: nil) {
        try await jobs.enqueue(subjects(1))
        try await jobs.until { log.jobs.count == 1 }
      }
      #expect(try await jobs.rows().isEmpty)
    }
  }

  @Test func `workers leave nothing in Redis when they end`() async throws {
    let redis = try await JobFixture.redis
    try await JobFixture.use { jobs in
      try await jobs.working(jobs.configuration(), redis: redis) {
        try await jobs.enqueue(subjects(20))
        jobs.signal.wake()
        try await jobs.until { try await jobs.rows().isEmpty }
        try await Task.sleep(for: .seconds(1))
      }
      let connection = try RedisConnection.connect(to: redis, timeout: .seconds(5))
      #expect(try connection.command(["XLEN", jobs.queue.streamKey]) == .integer(0))
      #expect(
        try connection.command(["XINFO", "CONSUMERS", jobs.queue.streamKey, "workers"])
          == .array([]))
    }
  }
}
