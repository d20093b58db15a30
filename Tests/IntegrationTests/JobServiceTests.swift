import Client
import Domain
import Foundation
import Postgres
import Testing
import Wire

/// `JobService` over a socket. Nobody works on the server's queues, so what is there stays.
@Suite struct JobServiceTests {
  /// Has an organization's memory wait to be embedded, and returns the job.
  private func addJob(
    _ client: EngramClient, _ organization: String, _ content: String = "tea"
  ) async throws -> EngramV1.Job {
    let stored = try await client.memories.storeMemory(
      .init(organizationID: organization, type: .semantic, scope: .organization, content: content))
    // What is new is embedded as it is stored.
    _ = try await client.memories.updateMemory(
      .init(
        organizationID: organization, memoryID: stored.memory?.memoryID ?? "",
        content: "\(content), changed", updateMask: .init(paths: ["content"])))
    let jobs = try await client.jobs.listJobs(.init(organizationID: organization)).jobs
    return try #require(jobs.first { $0.subjectID == stored.memory?.memoryID })
  }

  private func execute(_ server: ServerFixture, _ sql: String) async throws {
    let session = try await PostgresSession.connect(url: server.databaseURL)
    try await session.execute(Statement(name: "change", sql: sql))
    await session.close()
  }

  private func kill(_ job: EngramV1.Job, _ server: ServerFixture) async throws {
    try await execute(
      server,
      """
      update engram.jobs
      set state = 4, attempts = 3, crashes = 2, last_error = 'broken', finished_at = now()
      where job_id = '\(job.jobID)'
      """)
  }

  @Test func `a job is read as it is`() async throws {
    let server = try await ServerFixture.shared
    let organization = ServerFixture.uniqueID()
    let job = try await addJob(server.client, organization)
    #expect(job.queue == .embedding && job.subjectKind == .memory && job.state == .open)
    #expect(job.attempts == 0 && job.crashes == 0 && job.lastError == "")
    #expect(job.createdAt != nil && job.runAfter != nil)
    #expect(job.leaseUntil == nil && job.finishedAt == nil)
    let same = try await server.client.jobs.getJob(
      .init(organizationID: organization, jobID: job.jobID))
    #expect(same == job)
    await expect(.notFound) {
      try await server.client.jobs.getJob(
        .init(organizationID: organization, jobID: UUID().uuidString))
    }
  }

  @Test func `jobs are listed by state and queue, the newest first, page by page`() async throws {
    let server = try await ServerFixture.shared
    let jobs = server.client.jobs
    let organization = ServerFixture.uniqueID()
    var all: [EngramV1.Job] = []
    for content in ["a", "b", "c"] {
      all.insert(try await addJob(server.client, organization, content), at: 0)
    }
    try await kill(all[1], server)

    var listed: [String] = []
    var request = EngramV1.ListJobsRequest(organizationID: organization, pageSize: 2)
    repeat {
      let page = try await jobs.listJobs(request)
      listed += page.jobs.map(\.jobID)
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    #expect(listed == all.map(\.jobID))

    func ids(_ request: EngramV1.ListJobsRequest) async throws -> [String] {
      try await jobs.listJobs(request).jobs.filter { $0.organizationID == organization }
        .map(\.jobID)
    }
    let dead = [all[1].jobID]
    #expect(try await ids(.init(organizationID: organization, state: .dead)) == dead)
    #expect(try await ids(.init(organizationID: organization, queue: .consolidation)) == [])
    #expect(
      try await ids(.init(organizationID: organization, queue: .embedding)) == all.map(\.jobID))
    // Of the whole deployment: others are among them.
    #expect(try await ids(.init(pageSize: 1_000)) == all.map(\.jobID))
    #expect(try await ids(.init(state: .dead, pageSize: 1_000)) == dead)

    let token = try await jobs.listJobs(.init(organizationID: organization, pageSize: 1))
      .nextPageToken
    await expect(.invalidArgument, field: "page_token") {
      try await jobs.listJobs(.init(pageSize: 1, pageToken: token))
    }
  }

  @Test func `a dead job is opened again, and no other`() async throws {
    let server = try await ServerFixture.shared
    let organization = ServerFixture.uniqueID()
    let job = try await addJob(server.client, organization)
    let request = EngramV1.RetryJobRequest(organizationID: organization, jobID: job.jobID)
    let refusal = await #expect(throws: RPCStatus.self) {
      try await server.client.jobs.retryJob(request)
    }
    #expect(refusal?.code == .failedPrecondition)
    #expect(refusal?.details == [.errorInfo(reason: "JOB_NOT_DEAD")])

    try await kill(job, server)
    let open = try await server.client.jobs.retryJob(request)
    #expect(open.jobID == job.jobID && open.state == .open)
    #expect(open.attempts == 0 && open.crashes == 0 && open.finishedAt == nil)
    #expect(open.lastError == "broken")
    await expect(.notFound) {
      try await server.client.jobs.retryJob(
        .init(organizationID: organization, jobID: UUID().uuidString))
    }
  }

  @Test func `a dead job whose subject has another open one makes way for it`() async throws {
    let server = try await ServerFixture.shared
    let organization = ServerFixture.uniqueID()
    let dead = try await addJob(server.client, organization)
    try await kill(dead, server)
    try await execute(
      server,
      """
      insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
      values ('\(organization)', 2, 1, '\(dead.subjectID)')
      """)
    let other = try await server.client.jobs.retryJob(
      .init(organizationID: organization, jobID: dead.jobID))
    #expect(other.jobID != dead.jobID && other.subjectID == dead.subjectID)
    let left = try await server.client.jobs.listJobs(.init(organizationID: organization)).jobs
    #expect(left == [other])
  }

  @Test func `queues say how they stand, pause and go on`() async throws {
    // Of its own: its numbers are the whole deployment's.
    let server = try await ServerFixture()
    let jobs = server.client.jobs
    let dead = try await addJob(server.client, "acme", "a")
    _ = try await addJob(server.client, "acme", "b")
    let later = try await addJob(server.client, "other", "c")
    try await kill(dead, server)
    try await execute(
      server,
      "update engram.jobs set run_after = now() + interval '1 h' where job_id = '\(later.jobID)'")
    try await Task.sleep(for: .milliseconds(20))
    let stats = try await jobs.getQueueStats(.init()).queues
    #expect(stats.map(\.queue) == [.consolidation, .embedding])
    #expect(stats[0] == .init(queue: .consolidation))
    #expect(stats[1].openCount == 2 && stats[1].dueCount == 1 && stats[1].deadCount == 1)
    #expect(stats[1].leasedCount == 0 && stats[1].oldestDueMs >= 20)

    let paused = try await jobs.pauseQueue(.init(queue: .embedding, pausedBy: "ada"))
    #expect(paused.pausedAt != nil && paused.pausedBy == "ada" && paused.openCount == 2)
    let again = try await jobs.pauseQueue(.init(queue: .embedding, pausedBy: "bob"))
    #expect(again.pausedAt == paused.pausedAt && again.pausedBy == "ada")
    #expect(try await jobs.getQueueStats(.init()).queues[0].pausedAt == nil)
    for _ in 0..<2 {
      let open = try await jobs.resumeQueue(.init(queue: .embedding))
      #expect(open.pausedAt == nil && open.pausedBy == "")
    }
    try await server.stop()
  }

  @Test func `queues say how long the limit has an LLM's next call wait`() async throws {
    let server = try await ServerFixture()
    let calls = "insert into engram.llm_calls (limiter, taken_at) select 1, now() - interval '20 s'"
    try await execute(server, "\(calls) from generate_series(1, 9)")
    let free = try await server.client.jobs.getQueueStats(.init()).queues
    #expect(free.map(\.limiterWaitMs) == [0, 0])
    try await execute(server, calls)
    let full = try await server.client.jobs.getQueueStats(.init()).queues
    // Ten in any 60 s, and the second for which leave is good.
    #expect((1...41_000).contains(full[0].limiterWaitMs) && full[1].limiterWaitMs == 0)
    try await server.stop()
  }

  @Test func `fields that break a rule are named`() async throws {
    let jobs = try await ServerFixture.shared.client.jobs
    let organization = ServerFixture.uniqueID()
    await expect(.invalidArgument, field: "organization_id") {
      try await jobs.getJob(.init(jobID: UUID().uuidString))
    }
    for id in ["", "x"] {
      await expect(.invalidArgument, field: "job_id") {
        try await jobs.getJob(.init(organizationID: organization, jobID: id))
      }
      await expect(.invalidArgument, field: "job_id") {
        try await jobs.retryJob(.init(organizationID: organization, jobID: id))
      }
    }
    await expect(.invalidArgument, field: "queue") {
      try await jobs.listJobs(.init(queue: .unrecognized(9)))
    }
    await expect(.invalidArgument, field: "state") {
      try await jobs.listJobs(.init(state: .unrecognized(9)))
    }
    await expect(.invalidArgument, field: "page_size") {
      try await jobs.listJobs(.init(pageSize: 1_001))
    }
    await expect(.invalidArgument, field: "queue") { try await jobs.pauseQueue(.init()) }
    await expect(.invalidArgument, field: "paused_by") {
      try await jobs.pauseQueue(
        .init(queue: .consolidation, pausedBy: String(repeating: "x", count: 501)))
    }
    await expect(.invalidArgument, field: "queue") {
      try await jobs.resumeQueue(.init(queue: .unrecognized(9)))
    }
  }
}
