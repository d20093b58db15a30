@testable import Domain
import Foundation
import RedisStreams
import TestSupport
import Testing

/// What becomes of jobs while Redis forgets or goes away.
@Suite struct JobOutageTests {
  @Test func `every job is done though Redis is emptied under load`() async throws {
    try await underLoad { servers, address in
      for _ in 0..<5 {
        try await Task.sleep(for: .milliseconds(300))
        let redis = try RedisConnection.connect(to: address, timeout: .seconds(5))
        try redis.command(["FLUSHALL"])
      }
    }
  }

  @Test func `every job is done though Redis is stopped and started under load`() async throws {
    try await underLoad { servers, _ in
      for _ in 0..<2 {
        try await Task.sleep(for: .milliseconds(300))
        await servers.stop()
        try await Task.sleep(for: .milliseconds(700))
        try await servers.start()
      }
    }
  }

  @Test func `workers hear of jobs again after an outage`() async throws {
    try await RestartablePostgres.use { servers in
      let redis = try RedisAddress(servers.redisURL)
      try await JobFixture.use { jobs in
        var timings = JobFixture.timings
        timings.poll = .seconds(3_600)
        timings.relay = .milliseconds(200)
        try await jobs.working(jobs.configuration(), redis: redis, timings: timings) {
          await servers.stop()
          try await jobs.enqueue([UUID()])
          jobs.signal.wake()
          try await jobs.until { try await jobs.rows().isEmpty }
          try await servers.start()
          // Only an entry tells the workers of these, once they are back: nobody polls or signals.
          try await Task.sleep(for: .seconds(4))
          try await jobs.enqueue([UUID(), UUID()])
          try await jobs.until { try await jobs.rows().isEmpty }
        }
      }
    }
  }

  /// Adds jobs for a while, has `fault` come over Redis meanwhile, and sees all jobs done once.
  private func underLoad(
    _ fault: @escaping @Sendable (RestartablePostgres, RedisAddress) async throws -> Void
  ) async throws {
    try await RestartablePostgres.use { servers in
      let redis = try RedisAddress(servers.redisURL)
      try await JobFixture.use { jobs in
        let log = JobLog()
        let configuration = jobs.configuration(batch: 8) { batch in
          log.add(batch)
          try? await Task.sleep(for: .milliseconds(5))
          return batch.map { _ in .done }
        }
        let all = (0..<150).map { _ in (0..<10).map { _ in UUID() } }
        try await jobs.working(configuration, redis: redis, processes: 2) {
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fault(servers, redis) }
            group.addTask {
              for (number, subjects) in all.enumerated() {
                try await jobs.enqueue(subjects, for: "o\(number % 7)")
                jobs.signal.wake()
                try await Task.sleep(for: .milliseconds(10))
              }
            }
            try await group.waitForAll()
          }
          try await jobs.until { try await jobs.rows().isEmpty }
        }
        #expect(log.subjects.count == 1_500)
        #expect(Set(log.subjects) == Set(all.flatMap(\.self)))
      }
    }
  }
}
