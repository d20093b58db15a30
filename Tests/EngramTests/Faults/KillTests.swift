import Client
import Foundation
import LocalStack
import Postgres
import Testing
import Wire

extension FaultTests {
  /// `engram serve` that is killed while clients write.
  @Suite struct KillTests {
    private static let writers = 64
    private static let messages = 200
    private static let conversations = 8
    private static let total = writers * messages

    @Test(.timeLimit(.minutes(3)))
    func `what was acknowledged outlives SIGKILL amid writes, once each and without a gap`()
      async throws
    {
      var serve = try ServeProcess()
      let folder = serve.folder
      defer { try? FileManager.default.removeItem(atPath: folder) }
      _ = await serve.firstLine()
      try await expectDurable(serve.dataDirectory)
      let client = EngramClient(to: try Endpoint(parsing: serve.address))
      let names = try await ConversationName.make(Self.conversations, by: client)
      let ledger = Ledger()
      let log = CallLog()
      var ends: [ContinuousClock.Instant] = []

      try await withThrowingTaskGroup { group in
        for number in 0..<Self.writers {
          let writer = Writer(
            number: number, conversation: names[number % names.count], client: client,
            ledger: ledger, log: log)
          group.addTask {
            for count in 0..<Self.messages { try await writer.append(count) }
          }
        }
        // The second time PostgreSQL is killed too, and has to recover from its log.
        for (percent, killsServers) in [(20, false), (45, true), (70, false)] {
          try await ledger.reaches(Self.total * percent / 100)
          if killsServers { for server in try serve.servers() { kill(server, SIGKILL) } }
          _ = try await serve.end(SIGKILL)
          ends.append(.now)
          serve = try ServeProcess(folder: folder)
          #expect(await serve.firstLine().hasPrefix("engram "))
        }
        try await group.waitForAll()
      }

      #expect(ledger.count == Self.total)
      for end in ends {
        #expect(log.all.contains { $0.start < end && $0.end > end }, "nothing was lost with it")
      }
      try await ledger.expectKept(in: names, by: client)
      await client.close()
      #expect(try await serve.end(SIGTERM) == 0)
    }

    /// Checks that the private PostgreSQL has each commit wait for the disk.
    private func expectDurable(_ dataDirectory: String) async throws {
      let url = try #require(try LocalStack.attach(dataDirectory: dataDirectory).databaseURL)
      let session = try await PostgresSession.connect(url: url)
      let statement = Statement(
        name: "durability",
        sql: """
          SELECT current_setting(name)
          FROM unnest(ARRAY['fsync', 'synchronous_commit', 'full_page_writes']) AS name
          """)
      let settings = try await session.run(
        Query(statement, []) { row in try row.decode(0, as: String.self) })
      #expect(settings == ["on", "on", "on"])
      await session.close()
    }
  }
}
