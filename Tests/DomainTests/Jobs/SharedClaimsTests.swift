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
      _ = try await jobs.systemLanes.run(
        UnitOptions(organizations: []),
        Query<Never>(
          Statement(
            name: "crash",
            sql: """
              update engram.jobs set crashes = 2
              where job_id = (select min(job_id::text) from engram.jobs)::uuid
              """)))
      let batches = try await claim(SharedClaims(jobs.store(batch: 4)), workers: 3)
      #expect(batches.contains { $0.count == 1 })
      #expect(Set(batches.flatMap(\.self).map(\.jobID)).count == 4)
    }
  }
}
