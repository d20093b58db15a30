import Client
import Foundation
import LocalStack
import RedisStreams
import TestSupport
import Testing
import Wire

extension FaultTests {
  /// Memories whose worker and servers are killed, whose Redis is flushed and whose provider fails.
  @Suite struct MemoryFaultTests {
    private static let writers = 16
    private static let memories = 60
    private static let total = writers * memories

    @Test(.timeLimit(.minutes(4)))
    func `every stored memory ends up embedded, whatever dies meanwhile`() async throws {
      let provider = try await OpenAIServer.start()
      let options = [
        "--embedding-url", provider.baseURL, "--embedding-model", "test",
        "--embedding-dimensions", "1536",
      ]
      var serve = try ServeProcess(options: options)
      let folder = serve.folder
      defer { try? FileManager.default.removeItem(atPath: folder) }
      _ = await serve.firstLine()
      let client = EngramClient(to: try Endpoint(parsing: serve.address))
      let stored = StoredMemories()

      try await withThrowingTaskGroup { group in
        for writer in 0..<Self.writers {
          group.addTask {
            for number in 0..<Self.memories {
              try await Self.store("fact \(number)", writer: writer, by: client)
              await stored.add()
            }
          }
        }
        try await stored.reaches(Self.total / 6)
        try flushRedis(serve.dataDirectory)
        try await stored.reaches(Self.total / 4)
        _ = try await serve.end(SIGKILL)
        serve = try ServeProcess(folder: folder, options: options)
        #expect(await serve.firstLine().hasPrefix("engram "))
        try await stored.reaches(Self.total / 2)
        try await provider.set(OpenAIBehaviour(always: .body(.hangup)))
        try await stored.reaches(Self.total * 3 / 4)
        try flushRedis(serve.dataDirectory)
        // PostgreSQL loses what jobs committed without waiting for the disk.
        for server in try serve.servers() { kill(server, SIGKILL) }
        _ = try await serve.end(SIGKILL)
        serve = try ServeProcess(folder: folder, options: options)
        #expect(await serve.firstLine().hasPrefix("engram "))
        try await group.waitForAll()
      }
      #expect(await stored.count == Self.total)
      try await provider.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
      for writer in 0..<Self.writers { try await expectEmbedded(writer, client) }
      await client.close()
      #expect(try await serve.end(SIGTERM) == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what one conversation left is found after a restart from another of the same user`()
      async throws
    {
      var serve = try ServeProcess()
      let folder = serve.folder
      defer { try? FileManager.default.removeItem(atPath: folder) }
      _ = await serve.firstLine()
      let client = EngramClient(to: try Endpoint(parsing: serve.address))
      let conversation = try await client.conversations.createConversation(
        .init(organizationID: "acme", userID: "ann"))
      _ = try await client.memories.storeMemory(
        .init(
          organizationID: "acme", type: .semantic, scope: .user, userID: "ann",
          conversationID: conversation.conversationID,
          content: "Ann's greenhouse has lemon trees.", waitForEmbedding: true))
      #expect(try await serve.end(SIGTERM) == 0)
      serve = try ServeProcess(folder: folder)
      _ = await serve.firstLine()
      _ = try await client.conversations.createConversation(
        .init(organizationID: "acme", userID: "ann"))
      for (user, count) in [("ann", 1), ("bob", 0)] {
        let found = try await client.memories.searchMemories(
          .init(organizationID: "acme", userID: user, query: "greenhouses, lemons"))
        #expect(found.results.count == count)
        #expect(found.results.allSatisfy { $0.vectorRank == 1 })
      }
      await client.close()
      #expect(try await serve.end(SIGTERM) == 0)
    }

    private static func store(
      _ content: String, writer: Int, by client: EngramClient
    ) async throws {
      let request = EngramV1.StoreMemoryRequest(
        organizationID: "org", memoryID: UUID().uuidString, type: .semantic, scope: .user,
        userID: "user \(writer)", content: content)
      while try await !isStored(request, by: client) {
        try await Task.sleep(for: .milliseconds(50))
      }
    }

    /// Whether it was acknowledged; else the server is away.
    private static func isStored(
      _ request: EngramV1.StoreMemoryRequest, by client: EngramClient
    ) async throws -> Bool {
      do { _ = try await client.memories.storeMemory(request) } catch {
        guard error.code == .unavailable else { throw error }
        return false
      }
      return true
    }

    private func flushRedis(_ dataDirectory: String) throws {
      let url = try #require(try LocalStack.attach(dataDirectory: dataDirectory).redisURL)
      let redis = try RedisConnection.connect(to: RedisAddress(url), timeout: .seconds(5))
      try redis.command(["FLUSHALL"])
    }

    private func expectEmbedded(_ writer: Int, _ client: EngramClient) async throws {
      let end = ContinuousClock.now + .seconds(90)
      var ready = 0
      while ContinuousClock.now < end {
        let list = try await client.memories.retrieveMemories(
          .init(organizationID: "org", userID: "user \(writer)", pageSize: 1_000))
        ready = list.memories.count { $0.embeddingState == .ready }
        if ready == Self.memories { return }
        try await Task.sleep(for: .milliseconds(100))
      }
      Issue.record("\(ready) of \(Self.memories) memories of writer \(writer) are embedded")
    }
  }
}

/// Counts what was acknowledged.
private actor StoredMemories {
  private(set) var count = 0

  func add() { count += 1 }

  func reaches(_ wanted: Int) async throws {
    while count < wanted { try await Task.sleep(for: .milliseconds(5)) }
  }
}
