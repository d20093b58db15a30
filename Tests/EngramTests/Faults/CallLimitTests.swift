import Foundation
import LocalStack
import RedisStreams
import TestSupport
import Testing

extension FaultTests {
  /// The limit of calls across processes, as the LLM's server sees it.
  @Suite struct CallLimitTests {
    private static let processes = 4
    private static let calls = 10
    private static let window = Duration.seconds(3)
    private static let small = (1...9).map { "small-\($0)" }
    private static let jobsOfTheBigOne = 91
    private static let patience = Duration.seconds(120)

    @Test(.timeLimit(.minutes(3)))
    func `four processes never call more often than allowed, and serve organizations in turn`()
      async throws
    {
      let llm = try await OpenAIServer.start()
      // Once the small ones had their turn: a job that is tried again has a later one.
      let turns = [OpenAIBehaviour.Failure](repeating: .none, count: Self.small.count * 3)
      try await llm.set(
        OpenAIBehaviour(
          failNext: turns + [
            .none, .status(500), .none, .none, .status(429, retryAfter: .text("1")), .none,
            .status(500), .none, .body(.malformed),
          ]))
      let due = try await DueConversations(
        Dictionary(uniqueKeysWithValues: Self.small.map { ($0, 1) })
          .merging(["big": Self.jobsOfTheBigOne]) { $1 })
      let redis = try await SharedStack.stack.redisURL
      let options = [
        "--database-url", due.url, "--redis-url", redis, "--llm-url", llm.baseURL,
        "--llm-model", "test", "--workers", "2", "--llm-calls", "\(Self.calls)",
        "--llm-window", "3",
      ]
      let workers = try (0..<Self.processes).map { _ in try WorkerProcess(options) }
      let total = Int64(Self.small.count + Self.jobsOfTheBigOne)
      try await reach(total / 2, of: due)
      try RedisConnection.connect(to: RedisAddress(redis), timeout: .seconds(5))
        .command(["FLUSHALL"])
      try await reach(total, of: due)

      let chat = try await llm.counters().chat
      #expect(chat.most(inAny: Self.window) <= Self.calls)
      #expect(chat.count == Int(total) + 4)
      #expect(try await due.faults == 0)
      // The small ones are done before the big one has had more than its share.
      let late = try await due.count(
        """
        select count(*) from (
          select organization_id, row_number() over (order by created_at) as place
          from engram.consolidations) s
        where organization_id <> 'big' and place > \(Self.small.count * 3)
        """)
      #expect(late == 0)
      for worker in workers { worker.tell(SIGTERM) }
      for worker in workers { #expect(try await worker.status() == 0) }
      llm.stop()
    }

    private func reach(_ count: Int64, of due: DueConversations) async throws {
      let end = ContinuousClock.now + Self.patience
      while try await due.consolidated < count {
        try #require(ContinuousClock.now < end, "they are not done in time")
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }
}
