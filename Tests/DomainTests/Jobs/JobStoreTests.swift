@testable import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Claims, leases and tokens, without workers.
@Suite struct JobStoreTests {
  private func subjects(_ count: Int) -> [UUID] { (0..<count).map { _ in UUID() } }

  @Test func `a subject has one open job however often it is asked for`() async throws {
    try await JobFixture.use { jobs in
      let subject = UUID()
      for _ in 0..<3 { try await jobs.enqueue([subject]) }
      #expect(try await jobs.rows().count == 1)
    }
  }

  @Test func `a batch is shared by organizations, whatever one has more of`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(10_000), for: "big")
      try await jobs.enqueue(subjects(1), for: "small")
      try await jobs.enqueue(subjects(300), for: "middle")
      let first = try await jobs.store(batch: 256).claim()
      #expect(Set(first.map(\.organizationID)) == ["big", "middle", "small"])
      #expect(first.count == 85 + 85 + 1)
      #expect(try await jobs.store(batch: 256).claim().count == 256)
    }
  }

  @Test func `single claims go round the organizations`() async throws {
    try await JobFixture.use { jobs in
      for name in ["b", "a", "c"] { try await jobs.enqueue(subjects(20), for: name) }
      let store = jobs.store()
      var served: [String] = []
      for _ in 0..<9 { served += try await store.claim().map(\.organizationID) }
      #expect(served == ["a", "b", "c", "a", "b", "c", "a", "b", "c"])
    }
  }

  @Test func `more organizations than a batch holds all get their turn`() async throws {
    try await JobFixture.use { jobs in
      for number in 0..<50 { try await jobs.enqueue(subjects(2), for: "org \(number)") }
      let store = jobs.store(batch: 20)
      var served: [String] = []
      for _ in 0..<5 { served += try await store.claim().map(\.organizationID) }
      #expect(served.count == 100)
      #expect(Set(served.prefix(50)).count == 50)
    }
  }

  @Test func `a job whose worker is lost is taken over, and the old token is worth nothing`()
    async throws
  {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(1))
      let store = jobs.store()
      let old = try await store.claim()
      #expect(try await store.claim().isEmpty)
      #expect(try await store.sweep().isEmpty)
      try await jobs.expireLeases()
      #expect(try await store.sweep().map(\.isDead) == [false])
      let new = try await store.claim()
      #expect(new.map(\.jobID) == old.map(\.jobID))
      #expect(new[0].fencingToken > old[0].fencingToken)

      #expect(try await store.finish(old).isEmpty)
      #expect(try await store.bury(old, ["late"]).isEmpty)
      let late = JobStore.Release(job: old[0], delay: .zero, reason: "late")
      #expect(try await store.release([late]).isEmpty)
      #expect(try await store.extend(old) == 0)
      #expect(
        try await jobs.rows()
          == [.init(state: 2, attempts: 0, crashes: 1, lastError: "the worker did not come back")])

      #expect(try await store.extend(new) == 1)
      #expect(try await store.finish(new) == new.map(\.jobID))
      #expect(try await jobs.rows().isEmpty)
    }
  }

  @Test func `a lease that was extended is not swept`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(3))
      let store = jobs.store(batch: 3)
      let held = try await store.claim()
      try await jobs.expireLeases()
      #expect(try await store.extend(held) == 3)
      #expect(try await store.sweep().isEmpty)
    }
  }

  @Test func `a job that loses too many workers is dead, and says so`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(1))
      let store = jobs.store(crashes: 2)
      for isDead in [false, true] {
        #expect(try await store.claim().count == 1)
        try await jobs.expireLeases()
        #expect(try await store.sweep().map(\.isDead) == [isDead])
      }
      #expect(try await store.claim().isEmpty)
      #expect(
        try await jobs.rows()
          == [.init(state: 4, attempts: 0, crashes: 2, lastError: "the worker did not come back")])
    }
  }

  @Test func `jobs that lost one worker are claimed along with others`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(2))
      let store = jobs.store(batch: 10)
      try await crash(store, jobs, times: 1)
      try await jobs.enqueue(subjects(5))
      #expect(try await store.claim().count == 7)
    }
  }

  @Test func `jobs that lost two workers are claimed one by one, in turns with others`()
    async throws
  {
    try await JobFixture.use { jobs in
      let suspects = subjects(3)
      try await jobs.enqueue(suspects)
      let store = jobs.store(batch: 10)
      try await crash(store, jobs, times: 2)
      try await jobs.enqueue(subjects(15))
      var batches: [[UUID]] = []
      for _ in 0..<6 { batches.append(try await store.claim().map(\.subjectID)) }
      #expect(batches.map(\.count) == [1, 10, 1, 5, 1, 0])
      #expect(Set([0, 2, 4].flatMap { batches[$0] }) == Set(suspects))
    }
  }

  /// Has all jobs lose their workers so often.
  private func crash(_ store: JobStore, _ jobs: JobFixture, times: Int) async throws {
    for _ in 0..<times {
      while try await !store.claim().isEmpty {}
      try await jobs.expireLeases()
      _ = try await store.sweep()
    }
  }

  @Test func `a change while its job runs gets a job of its own, which waits`() async throws {
    try await JobFixture.use { jobs in
      let subject = UUID()
      try await jobs.enqueue([subject])
      let store = jobs.store()
      let first = try await store.claim()
      try await jobs.enqueue([subject])
      try await jobs.enqueue([subject])
      #expect(try await jobs.rows().map(\.state).sorted() == [1, 2])
      #expect(try await store.claim().isEmpty)
      #expect(try await store.finish(first).count == 1)
      let second = try await store.claim()
      #expect(second.map(\.subjectID) == [subject])
      #expect(second.map(\.jobID) != first.map(\.jobID))
    }
  }

  @Test(arguments: [true, false])
  func `a job that comes back finds a newer one for its subject, which goes on where it was`(
    isSwept: Bool
  ) async throws {
    try await JobFixture.use { jobs in
      let subject = UUID()
      try await jobs.enqueue([subject])
      let store = jobs.store()
      let first = try await store.claim()
      let kept = Statement(
        name: "kept", sql: "update engram.jobs set progress = 'half', target_seq = 7")
      _ = try await jobs.systemLanes.run(UnitOptions(organizations: []), Query(kept))
      try await jobs.enqueue([subject])
      if isSwept {
        try await jobs.expireLeases()
        #expect(try await store.sweep().count == 1)
      } else {
        let release = JobStore.Release(job: first[0], delay: .seconds(60), reason: "busy")
        #expect(try await store.release([release]).count == 1)
      }
      let row = try #require(try await jobs.rows().first)
      #expect(try await jobs.rows().count == 1)
      #expect(row.state == 1 && row.attempts == (isSwept ? 0 : 1))
      #expect(row.crashes == (isSwept ? 1 : 0) && row.lastError != nil)
      let inherited = try await jobs.systemLanes.run(
        UnitOptions(organizations: []),
        Query(Statement(name: "inherited", sql: "select progress, target_seq from engram.jobs"), [])
        {
          row in (try row.decode(0, as: String.self), try row.decode(1, as: Int64.self))
        })
      #expect(inherited.map(\.0) == ["half"] && inherited.map(\.1) == [7])
      #expect(try await store.claim().count == (isSwept ? 1 : 0))
    }
  }

  @Test func `a job is published once, again when stale, and again in a new epoch`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(3))
      let store = jobs.store()
      let hour = Duration.seconds(3_600)
      #expect(try await store.publish(epoch: 7, stale: hour) == 3)
      #expect(try await store.publish(epoch: 7, stale: hour) == 0)
      #expect(try await store.publish(epoch: 3, stale: hour) == 3)
      #expect(try await store.publish(epoch: 9, stale: .zero) == 3)
      #expect(try await store.publish(epoch: 9, stale: hour) == 3)
      _ = try await store.claim()
      #expect(try await store.publish(epoch: 10, stale: hour) == 2)
    }
  }

  @Test func `a job that waits for a retry is published when it is due`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(1))
      let store = jobs.store()
      let held = try await store.claim()
      // So long that it is not due yet when it is looked at, however slow the machine.
      let release = JobStore.Release(job: held[0], delay: .seconds(20), reason: "busy")
      _ = try await store.release([release])
      #expect(try await store.publish(epoch: 7, stale: .seconds(3_600)) == 1)
      #expect(try await store.publish(epoch: 7, stale: .seconds(3_600)) == 0)
      try await jobs.until { try await store.publish(epoch: 7, stale: .seconds(3_600)) == 1 }
      #expect(try await store.claim().count == 1)
    }
  }

  @Test func `a handler finishes a job in its own unit, under its token`() async throws {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(2))
      let held = try await jobs.store(batch: 2).claim()
      let (ids, _) = try await jobs.systemLanes.run(
        UnitOptions(organizations: []), JobStatements.finishQuery(held),
        Query(Statement(name: "other_work", sql: "select 1")))
      #expect(Set(ids) == Set(held.map(\.jobID)))
      let again = try await jobs.systemLanes.run(
        UnitOptions(organizations: []), JobStatements.finishQuery(held))
      #expect(again.isEmpty)
    }
  }

  @Test func `the service sees its own jobs only, and opens dead ones or moves open ones`()
    async throws
  {
    try await JobFixture.use { jobs in
      try await jobs.enqueue(subjects(2), for: "one")
      try await jobs.enqueue(subjects(3), for: "two")
      let dead = try await jobs.store(batch: 6).claim()
      _ = try await jobs.store().bury(dead, dead.map { _ in "broken" })
      try await jobs.enqueue(subjects(1), for: "two")
      func run(_ sql: String) async throws -> [String] {
        try await jobs.lanes.run(
          UnitOptions(organizations: ["two"]),
          Query(Statement(name: "try_\(UUID())", sql: sql), []) { row in
            try row.decode(0, as: String.self)
          })
      }
      #expect(
        try await run("select organization_id from engram.jobs")
          == ["two", "two", "two", "two"])
      for sql in [
        "update engram.jobs set last_error = 'x' returning organization_id",
        "update engram.jobs set state = 2, lease_until = now() returning organization_id",
        "update engram.jobs set attempts = 0 returning organization_id",
        "update engram.job_queues set paused_at = now() returning paused_by",
        """
        insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
        values ('one', 2, 1, gen_random_uuid()) returning organization_id
        """,
      ] {
        let error = await #expect(throws: PostgresError.self) { try await run(sql) }
        #expect(error?.sqlState == "42501")
      }
      #expect(
        try await run("update engram.jobs set state = 1 returning organization_id")
          == ["two", "two", "two", "two"])
      #expect(try await run("delete from engram.jobs returning organization_id").isEmpty)
      #expect(try await jobs.rows().map(\.state).sorted() == [1, 1, 1, 1, 4, 4])
    }
  }
}
