import Client
import Foundation
import Synchronization
import TestSupport
import Testing
import Wire

extension FaultTests {
  /// Consolidation while what it stands on fails, and appends go on.
  @Suite struct ConsolidationOutageTests {
    /// When all faults are over.
    private final class End: Sendable {
      private let state = Mutex(false)

      var hasCome: Bool { state.withLock(\.self) }
      func come() { state.withLock { $0 = true } }
    }

    private static let conversations = 12
    /// What each conversation has at least: much of it is due.
    private static let leastMessages = 80
    private static let pause = Duration.milliseconds(800)
    private static let redisOutage = Duration.seconds(60)

    @Test(.timeLimit(.minutes(4)))
    func `each message is summarised once, whatever fails while more are appended`() async throws {
      try await RestartablePostgres.use { servers in
        let llm = try await OpenAIServer.start()
        let redis = try await RestartableRedis()
        let serve = try ServeProcess(options: [
          "--database-url", servers.databaseURL, "--redis-url", redis.url,
          "--llm-url", llm.baseURL, "--llm-model", "test", "--llm-calls", "0",
        ])
        defer { serve.removeFolder() }
        #expect(await serve.firstLine().hasPrefix("engram "))
        let client = EngramClient(to: try Endpoint(parsing: serve.address))
        let names = try await ConversationName.make(Self.conversations, by: client)

        let end = End()
        let counts = try await withThrowingTaskGroup(of: (ConversationName, Int64)?.self) { group in
          group.addTask {
            defer { end.come() }
            try await fail(llm, redis, servers)
            return nil
          }
          for name in names {
            group.addTask {
              (name, try await append(to: name, client, until: end))
            }
          }
          var counts: [(ConversationName, Int64)] = []
          for try await case let count? in group { counts.append(count) }
          return counts
        }
        for (name, count) in counts { try await expectConsolidated(name, count, client) }
        #expect(try await llm.counters().chat.count > Self.conversations)
        await client.close()
        #expect(try await serve.end(SIGTERM) == 0)
        llm.stop()
      }
    }

    /// One fault after the other, while messages are appended.
    private func fail(
      _ llm: OpenAIServer, _ redis: RestartableRedis, _ servers: RestartablePostgres
    ) async throws {
      for failure: OpenAIBehaviour.Failure in [
        .status(429, retryAfter: .text("1")), .status(500), .body(.malformed), .body(.hangup),
      ] {
        try await Task.sleep(for: .milliseconds(700))
        try await llm.set(OpenAIBehaviour(always: failure))
        try await Task.sleep(for: .milliseconds(700))
        try await llm.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
      }
      try await redis.flush()
      try await Task.sleep(for: .milliseconds(500))
      try await redis.stop()
      try await Task.sleep(for: Self.redisOutage)
      try await redis.start()
      try await Task.sleep(for: .milliseconds(500))
      await servers.stop()
      try await Task.sleep(for: .seconds(1))
      try await servers.start()
    }

    /// Sends one message after the other, each until it is acknowledged, and returns how many.
    private func append(
      to name: ConversationName, _ client: EngramClient, until end: End
    ) async throws -> Int64 {
      var count: Int64 = 0
      while count < Self.leastMessages || !end.hasCome {
        count += 1
        let request = EngramV1.AddMessagesRequest(
          organizationID: name.organization, conversationID: name.id,
          messages: [
            .init(
              messageID: UUID().uuidString.lowercased(), role: .user,
              content: "The offer \(count) is for Miller.")
          ])
        while try await !isAppended(request, client) {
          try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: Self.pause)
      }
      return count
    }

    /// Whether it was acknowledged; else the database is away.
    private func isAppended(
      _ request: EngramV1.AddMessagesRequest, _ client: EngramClient
    ) async throws -> Bool {
      do { _ = try await client.conversations.addMessages(request) } catch {
        guard [.unavailable, .deadlineExceeded].contains(error.code) else { throw error }
        return false
      }
      return true
    }

    private func expectConsolidated(
      _ name: ConversationName, _ count: Int64, _ client: EngramClient
    ) async throws {
      let (organization, conversation) = (name.organization, name.id)
      let reply = try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: conversation, wait: true))
      #expect(reply.isDone && reply.consolidatedSeq == count - 10)
      let coverage = try await client.conversations.verifyCoverage(
        .init(organizationID: organization, conversationID: conversation))
      #expect(coverage.isComplete && coverage.messageCount == count)
      let made = try await client.conversations.listConsolidations(
        .init(
          organizationID: organization, conversationID: conversation, includeMerged: true)
      ).consolidations.filter { $0.level == 1 }
      let covered = made.flatMap { Array($0.fromSeq...$0.toSeq) }.sorted()
      #expect(covered == Array(1...(count - 10)))
    }
  }
}
