@testable import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Workers that have nothing to do at the same moment.
@Suite struct SharedClaimsTests {
  /// What so many workers get at once.
  private func claim(_ claims: SharedClaims, workers: Int) async throws -> [[ClaimedJob]] {
    try await withThrowingTaskGroup { group in
      for _ in 0..<workers { group.addTask { try await claims.claim() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test func `each job is one worker's, and who gets none knows that there is none left`()
    async throws
  {
    try await JobFixture.use { jobs in
      // As unequal as it gets: one has most of them.
      try await jobs.enqueue((0..<9).map { _ in UUID() }, for: "large")
      try await jobs.enqueue([UUID()], for: "small")
      let store = jobs.store()
      let batches = try await claim(SharedClaims(store), workers: 16)
      #expect(batches.allSatisfy { $0.count <= 1 })
      #expect(Set(batches.flatMap(\.self).map(\.jobID)).count == 10)
      #expect(try await store.claim().isEmpty)
    }
  }

  @Test func `batches keep their size`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue((0..<10).map { _ in UUID() })
      let batches = try await claim(SharedClaims(jobs.store(batch: 4)), workers: 4)
      #expect(batches.map(\.count).reduce(0, +) == 10)
      #expect(batches.allSatisfy { $0.count <= 4 })
    }
  }

  @Test func `a job that is claimed alone leaves the others to their workers`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue((0..<4).map { _ in UUID() })
      try await jobs.execute(
        """
        update engram.jobs set crashes = 2
        where job_id = (select min(job_id::text) from engram.jobs)::uuid
        """)
      let batches = try await claim(SharedClaims(jobs.store(batch: 4)), workers: 3)
      #expect(batches.contains { $0.count == 1 })
      #expect(Set(batches.flatMap(\.self).map(\.jobID)).count == 4)
    }
  }

  @Test func `a claim that fails is told to all, and the next one works`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue([UUID()])
      let claims = SharedClaims(jobs.store())
      try await jobs.execute("alter table engram.jobs rename to away")
      let failures = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<5 {
          group.addTask { (try? await claims.claim()) == nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(failures == 5)
      try await jobs.execute("alter table engram.away rename to jobs")
      #expect(try await claims.claim().count == 1)
    }
  }

  @Test func `a worker that is told to stop does not wait for a claim`() async throws {
    try await JobFixture.use { jobs in
      let session = try await PostgresSession.connect(url: jobs.url)
      try await session.execute(
        Statement(name: "hold", sql: "begin; lock table engram.jobs in access exclusive mode"))
      let claims = SharedClaims(jobs.store())
      let workers = (0..<3).map { _ in Task { try await claims.claim() } }
      try await Task.sleep(for: .milliseconds(100))
      for worker in workers { worker.cancel() }
      for worker in workers {
        await #expect(throws: CancellationError.self) { try await worker.value }
      }
      await session.close()
    }
  }
}
