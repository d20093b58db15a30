import Client
import Foundation
import Postgres
import Testing
import Wire

/// More calls than the database takes, which stands still meanwhile.
@Suite struct OverloadTests {
  private static let room = 8

  @Test(.timeLimit(.minutes(1)))
  func `calls that find no room are refused at once with RetryInfo, the others succeed`()
    async throws
  {
    try await withFixture {
      $0.maxQueuedUnits = Self.room
    } _: { fixture, conversation in
      let calls = 5 * Self.room
      let outcomes = try await whileLocked(fixture) { unlock in
        try await withThrowingTaskGroup(of: RPCStatus?.self) { group in
          for _ in 0..<calls { group.addTask { await read(conversation, fixture) } }
          var outcomes: [RPCStatus?] = []
          for try await outcome in group {
            outcomes.append(outcome)
            if outcomes.count == calls - Self.room { try await unlock() }
          }
          return outcomes
        }
      }
      #expect(outcomes.prefix(calls - Self.room).allSatisfy { $0.map(isOverload) ?? false })
      #expect(outcomes.suffix(Self.room).allSatisfy { $0 == nil })
      #expect(try await readAtOnce(Self.room, conversation, fixture) == Self.room)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a call that waits too long behind others is refused with RetryInfo`() async throws {
    try await withFixture {
      $0.maxInFlightUnits = 1
      $0.maxQueueWait = .milliseconds(300)
    } _: { fixture, conversation in
      let outcomes = try await whileLocked(fixture) { unlock in
        async let first = read(conversation, fixture)
        try await Task.sleep(for: .milliseconds(200))
        let second = await read(conversation, fixture)
        try await unlock()
        return await (first: first, second: second)
      }
      #expect(outcomes.first == nil)
      #expect(outcomes.second.map(isOverload) ?? false)
      #expect(await read(conversation, fixture) == nil)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an append amid overload is stored when it succeeds, and not when it is refused`()
    async throws
  {
    try await withFixture {
      $0.maxQueuedUnits = Self.room
    } _: { fixture, conversation in
      let outcomes = try await whileLocked(fixture) { unlock in
        try await withThrowingTaskGroup(of: (String, RPCStatus?).self) { group in
          for _ in 0..<200 {
            let id = UUID().uuidString.lowercased()
            group.addTask { (id, await append(id, to: conversation, fixture)) }
          }
          try await Task.sleep(for: .milliseconds(500))
          try await unlock()
          return try await group.reduce(into: []) { $0.append((id: $1.0, refusal: $1.1)) }
        }
      }
      let refusals = outcomes.compactMap(\.refusal)
      #expect(refusals.allSatisfy(isOverload))
      let stored = try await fixture.client.conversations.listMessages(
        .init(organizationID: "acme", conversationID: conversation, pageSize: 1_000))
      let accepted = outcomes.filter { $0.refusal == nil }.map(\.id)
      #expect(Set(stored.messages.map(\.messageID)) == Set(accepted))
      #expect(stored.messages.map(\.seq) == accepted.indices.map { Int64($0 + 1) })
    }
  }

  // MARK: Support

  /// Runs `body` with a server on one lane that `adjust` limits, and a conversation there.
  private func withFixture(
    _ adjust: (inout LanesConfiguration) -> Void,
    _ body: (ServerFixture, _ conversation: String) async throws -> Void
  ) async throws {
    let fixture = try await ServerFixture {
      $0.laneCount = 1
      // What is locked stays so for as long as a test wants.
      $0.lockTimeout = .seconds(60)
      $0.statementTimeout = .seconds(60)
      $0.silenceTimeout = .seconds(90)
      adjust(&$0)
    }
    let made = try await fixture.client.conversations.createConversation(
      .init(organizationID: "acme", userID: "ada"))
    try await body(fixture, made.conversationID)
    try await fixture.stop()
  }

  /// Locks the conversations for all others until `body` unlocks them.
  private func whileLocked<Result>(
    _ fixture: ServerFixture, _ body: (_ unlock: () async throws -> Void) async throws -> Result
  ) async throws -> Result {
    let session = try await PostgresSession.connect(url: fixture.databaseURL)
    try await session.execute(
      Statement(name: "lock", sql: "BEGIN; LOCK TABLE engram.conversations"))
    let result = try await body {
      try await session.execute(Statement(name: "unlock", sql: "COMMIT"))
    }
    await session.close()
    return result
  }

  private func read(_ conversation: String, _ fixture: ServerFixture) async -> RPCStatus? {
    await outcome { () throws(RPCStatus) in
      try await fixture.client.conversations.getConversation(
        .init(organizationID: "acme", conversationID: conversation))
    }
  }

  private func append(
    _ id: String, to conversation: String, _ fixture: ServerFixture
  ) async -> RPCStatus? {
    await outcome { () throws(RPCStatus) in
      try await fixture.client.conversations.addMessages(
        .init(
          organizationID: "acme", conversationID: conversation,
          messages: [.init(messageID: id, role: .user, content: "hello")]))
    }
  }

  /// Reads so many times at once; returns how many succeed.
  private func readAtOnce(
    _ count: Int, _ conversation: String, _ fixture: ServerFixture
  ) async throws -> Int {
    try await withThrowingTaskGroup(of: RPCStatus?.self) { group in
      for _ in 0..<count { group.addTask { await read(conversation, fixture) } }
      return try await group.reduce(into: 0) { $0 += $1 == nil ? 1 : 0 }
    }
  }

  /// How a call fails; `nil` when it succeeds.
  private func outcome(_ call: () async throws(RPCStatus) -> some Any) async -> RPCStatus? {
    do throws(RPCStatus) {
      _ = try await call()
      return nil
    } catch {
      return error
    }
  }

  private func isOverload(_ status: RPCStatus) -> Bool {
    status.code == .resourceExhausted && status.retryDelay != nil
      && status.details.contains(.errorInfo(reason: "DATABASE_OVERLOADED"))
  }
}
