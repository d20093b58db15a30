import Postgres
import Testing

@testable import Domain

/// Appends that share a commit.
///
/// A lock on the conversation they begin with holds the first one up, so that the others meet.
@Suite struct GroupedAppendTests {
  /// What became of an append, in the order of the list.
  private typealias Outcome = Result<AppendResult, any Error>

  /// Appends all of `batches` while `held` is locked, the first one to it.
  private func appendTogether(
    _ batches: [(messages: [NewMessage], to: ConversationID, scope: RequestScope)],
    in domain: DomainFixture, holding held: ConversationID
  ) async throws -> [Outcome] {
    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(Statement(name: "begin", sql: "begin"))
    try await session.execute(
      Statement(
        name: "hold",
        sql: """
          select from engram.conversations where conversation_id = '\(held.text)' for update
          """))
    return try await withThrowingTaskGroup(of: (Int, Outcome).self) { tasks in
      for (place, batch) in batches.enumerated() {
        tasks.addTask {
          do {
            let result = try await domain.messages.append(
              batch.messages, to: batch.to, in: batch.scope)
            return (place, .success(result))
          } catch { return (place, .failure(error)) }
        }
        try await Task.sleep(for: .milliseconds(place == 0 ? 200 : 1))
      }
      try await Task.sleep(for: .milliseconds(200))
      try await session.execute(Statement(name: "commit", sql: "commit"))
      await session.close()
      var outcomes = [Outcome?](repeating: nil, count: batches.count)
      for try await (place, outcome) in tasks { outcomes[place] = outcome }
      return outcomes.compactMap(\.self)
    }
  }

  /// A domain whose appends all share one lane.
  private func withOneLane(
    _ body: (DomainFixture) async throws -> Void
  ) async throws {
    let domain = try await DomainFixture(laneCount: 1)
    try await body(domain)
    await domain.close()
  }

  private func contents(
    of id: ConversationID, in scope: RequestScope, _ domain: DomainFixture
  ) async throws -> [String] {
    let all = try MessageRange(fromSeq: 0, toSeq: 0, order: .oldestFirst)
    let page = try PageRequest(size: 0, token: "")
    return try await domain.messages.list(all, of: id, page: page, in: scope).items.map(\.content)
  }

  @Test func `appends of several organizations commit together, each in its own`() async throws {
    try await withOneLane { domain in
      var batches: [(messages: [NewMessage], to: ConversationID, scope: RequestScope)] = []
      for place in 0..<6 {
        let scope = try DomainFixture.scope()
        let id = try await domain.conversation(in: scope)
        let messages = [try message("m\(place)"), try message("n\(place)")]
        batches.append((messages, id, scope))
      }
      let outcomes = try await appendTogether(batches, in: domain, holding: batches[0].to)

      for (place, batch) in batches.enumerated() {
        let result = try outcomes[place].get()
        #expect(result.messages.map(\.seq) == [1, 2])
        #expect(result.messages.map(\.id) == batch.messages.map(\.id))
        #expect(result.activeMessageCount == 2)
        let found = try await contents(of: batch.to, in: batch.scope, domain)
        #expect(found == ["m\(place)", "n\(place)"])
      }
    }
  }

  @Test func `what one append does wrong is told to it alone`() async throws {
    try await withOneLane { domain in
      let scope = try DomainFixture.scope()
      let stranger = try DomainFixture.scope()
      let id = try await domain.conversation(in: scope)
      let held = try await domain.conversation(in: scope)
      let known = try message("known")
      _ = try await domain.messages.append([known], to: id, in: scope)
      let repeated = try message("twice")
      let outcomes = try await appendTogether(
        [
          ([try message("first")], held, scope),
          ([try message("good")], id, scope),
          ([try message("other", id: known.id)], id, scope),
          ([try message("lost")], ConversationID(), scope),
          ([try message("theirs")], id, stranger),
          ([repeated], id, scope),
          ([repeated], id, scope),
          ([try message("last")], id, scope),
        ], in: domain, holding: held)

      #expect(throws: DomainError.alreadyExists(.message, field: "messages[0].message_id")) {
        try outcomes[2].get()
      }
      for place in [3, 4] {
        #expect(throws: DomainError.notFound(.conversation)) { try outcomes[place].get() }
      }
      let seqs = try [1, 5, 6, 7].map { try outcomes[$0].get().messages[0].seq }
      #expect(seqs[1] == seqs[2])
      #expect(Set(seqs) == [2, 3, 4])
      let found = try await contents(of: id, in: scope, domain)
      #expect(Set(found) == ["known", "good", "twice", "last"])
      #expect(found.count == 4)
    }
  }

  @Test func `one id that two conversations are given at once lands in one`() async throws {
    try await withOneLane { domain in
      let scope = try DomainFixture.scope()
      let held = try await domain.conversation(in: scope)
      let targets = [
        try await domain.conversation(in: scope), try await domain.conversation(in: scope),
      ]
      let same = try message("same")
      let outcomes = try await appendTogether(
        [([try message("first")], held, scope)] + targets.map { ([same], $0, scope) },
        in: domain, holding: held)

      let landed = outcomes.dropFirst().compactMap { try? $0.get() }
      #expect(landed.count == 1)
      #expect(try await domain.rowCount(of: "messages", in: scope) == 2)
    }
  }
}
