import Client
import Foundation
import LocalStack
import RedisStreams
import TestSupport
import Testing
import Wire

extension FaultTests {
  /// Consolidation while what it stands on fails, and appends go on.
  @Suite struct ConsolidationOutageTests {
    private static let conversations = 12
    private static let messages = 80
    private static let pause = Duration.milliseconds(120)

    @Test(.timeLimit(.minutes(4)))
    func `each message is summarised once, whatever fails while more are appended`() async throws {
      try await RestartablePostgres.use { servers in
        let llm = try await OpenAIServer.start()
        let serve = try ServeProcess(options: [
          "--database-url", servers.databaseURL, "--redis-url", servers.redisURL,
          "--llm-url", llm.baseURL, "--llm-model", "test", "--llm-calls", "0",
        ])
        defer { serve.removeFolder() }
        #expect(await serve.firstLine().hasPrefix("engram "))
        let client = EngramClient(to: try Endpoint(parsing: serve.address))
        let names = try await ConversationName.make(Self.conversations, by: client)

        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await fail(llm, servers) }
          for name in names { group.addTask { try await append(to: name, client) } }
          try await group.waitForAll()
        }
        for name in names { try await expectConsolidated(name, client) }
        #expect(try await llm.counters().chat.count > Self.conversations)
        await client.close()
        #expect(try await serve.end(SIGTERM) == 0)
        llm.stop()
      }
    }

    /// One fault after the other, while messages are appended.
    private func fail(_ llm: OpenAIServer, _ servers: RestartablePostgres) async throws {
      for failure: OpenAIBehaviour.Failure in [
        .status(429, retryAfter: .text("1")), .status(500), .body(.malformed), .body(.hangup),
      ] {
        try await Task.sleep(for: .milliseconds(700))
        try await llm.set(OpenAIBehaviour(always: failure))
        try await Task.sleep(for: .milliseconds(700))
        try await llm.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
      }
      let redis = try RedisConnection.connect(
        to: RedisAddress(servers.redisURL), timeout: .seconds(5))
      try redis.command(["FLUSHALL"])
      try await Task.sleep(for: .milliseconds(500))
      await servers.stop()
      try await Task.sleep(for: .seconds(1))
      try await servers.start()
    }

    /// Sends one message after the other, each until it is acknowledged.
    private func append(to name: ConversationName, _ client: EngramClient) async throws {
      for number in 1...Self.messages {
        let request = EngramV1.AddMessagesRequest(
          organizationID: name.organization, conversationID: name.id,
          messages: [
            .init(
              messageID: UUID().uuidString.lowercased(), role: .user,
              content: "The offer \(number) is for Miller.")
          ])
        while try await !isAppended(request, client) {
          try await Task.sleep(for: .milliseconds(50))
        }
        try await Task.sleep(for: Self.pause)
      }
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

    private func expectConsolidated(_ name: ConversationName, _ client: EngramClient) async throws {
      let (organization, conversation) = (name.organization, name.id)
      let reply = try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: conversation, wait: true))
      #expect(reply.isDone && reply.consolidatedSeq == Int64(Self.messages) - 10)
      let coverage = try await client.conversations.verifyCoverage(
        .init(organizationID: organization, conversationID: conversation))
      #expect(coverage.isComplete && coverage.messageCount == Int64(Self.messages))
      let made = try await client.conversations.listConsolidations(
        .init(
          organizationID: organization, conversationID: conversation, includeMerged: true)
      ).consolidations.filter { $0.level == 1 }
      let covered = made.flatMap { Array($0.fromSeq...$0.toSeq) }.sorted()
      #expect(covered == Array(1...(Int64(Self.messages) - 10)))
    }
  }
}
