import Foundation
import LocalStack
import Postgres
import TestSupport
import Testing

extension FaultTests {
  /// Workers that die, stand still, or stop in the middle of a consolidation.
  @Suite struct ConsolidationCrashTests {
    /// Where a worker dies. The names are those of `FaultPoint`, but for the transaction.
    private enum Step: String, CaseIterable {
      case beforePublish = "before-publish"
      case afterPublish = "after-publish"
      case afterClaim = "after-claim"
      // What takes an entry off the stream, XACK and XDEL, is one script.
      case beforeSettle = "before-settle"
      case afterSlot = "after-slot"
      case duringCall = "during-call"
      case afterAnswer = "after-answer"
      case afterKeep = "after-keep"
      case insideTransaction
      case afterCommit = "after-commit"

      /// Whether the model was called and its answer lost.
      var losesAnswer: Bool { self == .duringCall || self == .afterAnswer }

      /// The first one is claimed before there is an entry to settle.
      var conversations: Int { self == .beforeSettle ? 2 : 1 }

      /// What is published by a process whose workers are quicker.
      var workers: Int { self == .beforePublish || self == .afterPublish ? 0 : 1 }
    }

    /// How soon another worker is done with the job of one that died.
    private static let takeover = Duration.seconds(20)
    private static let patience = Duration.seconds(60)
    private static let atOnce = 5

    @Test(.timeLimit(.minutes(4)))
    func `a worker that dies at any step loses no message, summary or answer that was kept`()
      async throws
    {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, step) in Step.allCases.enumerated() {
          if number >= Self.atOnce { try await group.next() }
          group.addTask { try await dieAndTakeOver(at: step) }
        }
        try await group.waitForAll()
      }
    }

    private func dieAndTakeOver(at step: Step) async throws {
      let llm = try await OpenAIServer.start()
      if step == .duringCall || step == .beforeSettle {
        try await llm.set(OpenAIBehaviour(delayMs: 2_000))
      }
      let due = try await DueConversations(["acme": step.conversations])
      // Of its own: another database's workers would take its wake-ups.
      let redis = try await RestartableRedis()
      let options = options(due, llm, redis)
      try await die(at: step, due, options)
      let died = ContinuousClock.now
      let next = try WorkerProcess(options + ["--workers", "1"])
      _ = await next.firstLine()
      try await until("\(step) is taken over") { try await due.faults == 0 }
      #expect(ContinuousClock.now - died < Self.takeover, "\(step)")
      let calls = try await llm.counters().chat.count
      #expect(calls == step.conversations + (step.losesAnswer ? 1 : 0), "\(step)")
      next.tell(SIGTERM)
      #expect(try await next.status() == 0, "\(step), \(next.ending)")
      #expect(try await due.faults == 0, "\(step)")
      llm.stop()
      try await redis.stop()
    }

    /// Has a worker work until it is killed.
    private func die(at step: Step, _ due: DueConversations, _ options: [String]) async throws {
      guard step == .insideTransaction else {
        let worker = try WorkerProcess(
          options + ["--workers", "\(step.workers)"], fault: step.rawValue)
        #expect(try await worker.status() == SIGKILL, "\(step)")
        return
      }
      // Its commit waits for a row that is never committed.
      let session = try await PostgresSession.connect(url: due.url)
      try await session.execute(
        Statement(
          name: "hold",
          sql: """
            begin;
            insert into engram.consolidations
              (organization_id, conversation_id, consolidation_id, level, from_seq, to_seq, content,
               token_count, message_tokens, model, fact_ratio, created_at)
            select organization_id, conversation_id, gen_random_uuid(), 1, 1, 2, '', 0, 0, '', 1,
              now()
            from engram.conversations;
            """))
      let worker = try WorkerProcess(options + ["--workers", "1"])
      try await until("the commit waits") {
        try await due.count(
          """
          select count(*) from pg_stat_activity
          where datname = current_database() and wait_event = 'transactionid'
          """) > 0
      }
      worker.tell(SIGKILL)
      #expect(try await worker.status() == SIGKILL)
      try await session.execute(Statement(name: "give_up", sql: "rollback;"))
      await session.close()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a worker that wakes after its lease is over is refused by its token`() async throws {
      let llm = try await OpenAIServer.start()
      let due = try await DueConversations(["acme": 1])
      let redis = try await RestartableRedis()
      let options = options(due, llm, redis)
      let zombie = try WorkerProcess(options + ["--workers", "1"], fault: "after-answer:stop")
      try await until("it stands still") { zombie.isStopped }
      let next = try WorkerProcess(options + ["--workers", "1"])
      try await until("the job is taken over") { try await due.faults == 0 }
      zombie.tell(SIGCONT)
      try await until("it goes on") { !zombie.isStopped }
      try await Task.sleep(for: .seconds(2))
      #expect(try await due.faults == 0)
      let calls = try await llm.counters().chat.count
      #expect(calls == 2)
      for worker in [zombie, next] {
        worker.tell(SIGTERM)
        #expect(try await worker.status() == 0)
      }
      llm.stop()
      try await redis.stop()
    }

    @Test(.timeLimit(.minutes(2)))
    func `a worker that is told to stop gives its lease back at once`() async throws {
      let llm = try await OpenAIServer.start()
      try await llm.set(OpenAIBehaviour(delayMs: 60_000))
      let due = try await DueConversations(["acme": 1])
      let redis = try await RestartableRedis()
      let options = options(due, llm, redis)
      let leaving = try WorkerProcess(options + ["--workers", "1"])
      try await until("it calls") { try await llm.counters().chat.count == 1 }
      try await llm.set(OpenAIBehaviour(delayMs: 0))
      let next = try WorkerProcess(options + ["--workers", "1"])
      _ = await next.firstLine()
      leaving.tell(SIGTERM)
      #expect(try await leaving.status() == 0)
      try await until("the other one does it") { try await due.faults == 0 }
      let crashes = try await due.values(
        "select crashes from engram.jobs where queue = 1", Int32.self)
      #expect(crashes == [0])
      next.tell(SIGTERM)
      #expect(try await next.status() == 0)
      llm.stop()
      try await redis.stop()
    }

    private func options(
      _ due: DueConversations, _ llm: OpenAIServer, _ redis: RestartableRedis
    ) -> [String] {
      [
        "--database-url", due.url, "--redis-url", redis.url, "--llm-url", llm.baseURL,
        "--llm-model", "test",
      ]
    }

    private func until(_ what: String, _ condition: () async throws -> Bool) async throws {
      let end = ContinuousClock.now + Self.patience
      while try await !condition() {
        try #require(ContinuousClock.now < end, "waited in vain: \(what)")
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}
