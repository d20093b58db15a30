import Domain
import FoundationEssentials
import Postgres
import Testing

@Suite struct MemoryStoreTests {
  @Test func `what is stored comes back as it was given`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let conversation = try await domain.conversation(in: scope)
    _ = try await domain.messages.append([message("a"), message("b")], to: conversation, in: scope)
    let source = try MemorySource(conversationID: conversation, fromSeq: 1, toSeq: 2)
    let new = try memory(
      "Ann likes tea.", project: "kitchen", type: .episodic, importance: 7,
      metadata: #"{"a": [1, "ü"]}"#, source: source, expiresIn: 3_600)
    let stored = try await domain.store(new, in: scope)
    #expect(stored.outcome == .added && stored.evictedCount == 0)
    let got = try await domain.memories.get(stored.memory.id, in: scope)
    #expect(got == stored.memory)
    #expect(got.content == "Ann likes tea." && got.type == .episodic && got.importance.value == 7)
    #expect(got.place.projectID?.text == "kitchen" && got.place.userID?.text == "ann")
    #expect(got.source == source && got.metadata?.json == #"{"a": [1, "ü"]}"#)
    #expect(!got.isEmbedded)
    let left = try #require(got.expiresAt).microsecondsSinceUnixEpoch
    #expect(left > got.createdAt.microsecondsSinceUnixEpoch)
  }

  @Test func `importance is 5 where none is given`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    #expect(try await domain.store(memory("a"), in: scope).memory.importance == .standard)
  }

  @Test func `the same content in the same place updates instead of adding`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let first = try await domain.store(memory("tea", importance: 3), in: scope)
    let again = try await domain.store(memory("tea"), in: scope)
    #expect(again.outcome == .duplicate && again.memory == first.memory)
    let changed = try await domain.store(
      memory("tea", type: .working, importance: 9, metadata: #"{"a": 1}"#), in: scope)
    #expect(changed.outcome == .updated && changed.memory.id == first.memory.id)
    #expect(changed.memory.importance.value == 9 && changed.memory.type == .working)
    #expect(try await domain.memories.get(first.memory.id, in: scope) == changed.memory)
    // Another place is another memory.
    for other in [
      try memory("tea", project: "kitchen"), try memory("tea", user: "bob"),
      try memory("tea", scope: .organization),
      try memory("tea", scope: .project, project: "kitchen"),
    ] {
      #expect(try await domain.store(other, in: scope).outcome == .added)
    }
    #expect(try await domain.rowCount(of: "memories", in: scope) == 5)
  }

  @Test func `what a repeated content does not give stays`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let first = try await domain.store(
      memory("tea", importance: 8, metadata: #"{"a": 1}"#, expiresIn: 3_600), in: scope)
    let again = try await domain.store(memory("tea"), in: scope)
    #expect(again.outcome == .duplicate)
    #expect(again.memory.metadata == first.memory.metadata)
    #expect(again.memory.expiresAt == first.memory.expiresAt)
  }

  @Test func `the same request with the same id adds nothing`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let new = try memory("tea", importance: 4)
    let first = try await domain.store(new, in: scope)
    let again = try await domain.store(new, in: scope)
    #expect(again.outcome == .added && again.memory == first.memory)
    let other = try memory("coffee", id: first.memory.id)
    await #expect(
      throws: DomainError.alreadyExists(.memory, field: "memories[1].memory_id")
    ) { try await domain.memories.store([memory("milk"), other], in: scope) }
    #expect(try await domain.rowCount(of: "memories", in: scope) == 1)
  }

  @Test func `a batch has an outcome for each`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    try await domain.store(memory("old", importance: 2), in: scope)
    let stored = try await domain.memories.store(
      [
        memory("new"), memory("old", importance: 6), memory("new"), memory("old", user: "bob"),
      ], in: scope)
    #expect(stored.map(\.outcome) == [.added, .updated, .duplicate, .added])
    #expect(stored[2].memory.id == stored[0].memory.id)
    #expect(try await domain.all(view(user: "ann"), in: scope).count == 2)
  }

  @Test func `five hundred at once are stored, and one more is refused`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let batch = try (0..<500).map { try memory("fact \($0)", user: "user \($0 % 7)") }
    let stored = try await domain.memories.store(batch, in: scope)
    #expect(stored.allSatisfy { $0.outcome == .added })
    await #expect(throws: DomainError.self) {
      try await domain.memories.store(batch + [memory("more")], in: scope)
    }
    await #expect(throws: DomainError.self) { try await domain.memories.store([], in: scope) }
  }

  @Test func `a source has to be there`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let conversation = try await domain.conversation(in: scope)
    let missing = DomainError.notFound(.conversation, field: "memories[0].conversation_id")
    for source in [
      try MemorySource(conversationID: ConversationID(), fromSeq: 0, toSeq: 0),
      try MemorySource(conversationID: conversation, fromSeq: 1, toSeq: 1),
    ] {
      await #expect(throws: missing) {
        try await domain.store(memory("a", source: source), in: scope)
      }
    }
    #expect(try await domain.rowCount(of: "memories", in: scope) == 0)
  }

  @Test func `memories of one user stored at once by many are all there once`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    try await withThrowingTaskGroup { group in
      for number in 0..<64 {
        group.addTask {
          // Half of them say the same.
          try await domain.store(memory("fact \(number / 2)"), in: scope)
        }
      }
      try await group.waitForAll()
    }
    let contents = try await domain.all(view(user: "ann"), in: scope).map(\.content)
    #expect(contents.sorted() == (0..<32).map { "fact \($0)" }.sorted())
  }

  @Test func `a change is made, noted, and embedded anew`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.store(memory("tea"), in: scope)
    #expect(await domain.embedAll([stored], in: scope) == [true])
    let id = stored.memory.id
    #expect(try await domain.memories.get(id, in: scope).isEmbedded)
    let kept = try await domain.memories.update(
      id,
      MemoryChange(
        type: .keep, content: .keep, importance: .set(MemoryImportance(9)), metadata: .keep,
        expiresAt: .keep), in: scope)
    #expect(kept.importance.value == 9 && kept.isEmbedded && kept.content == "tea")
    let rewritten = try await domain.memories.update(
      id,
      MemoryChange(
        type: .keep, content: .set("coffee"), importance: .keep,
        metadata: .set(MetadataObject("{}")), expiresAt: .set(moment(in: 60))), in: scope)
    #expect(rewritten.content == "coffee" && !rewritten.isEmbedded)
    #expect(try await domain.memories.get(id, in: scope) == rewritten)
    let events = try await domain.memories.history(id, in: scope)
    #expect(events.map(\.kind) == [.added, .updated, .updated])
    #expect(
      events.map(\.changedFields) == [
        [], ["importance"], ["content", "metadata_json", "expires_at"],
      ])
  }

  @Test func `a change that changes nothing is not noted`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.store(memory("tea"), in: scope)
    let same = try await domain.memories.update(
      stored.memory.id,
      MemoryChange(
        type: .set(.semantic), content: .set("tea"), importance: .set(.standard),
        metadata: .set(nil), expiresAt: .set(nil)), in: scope)
    #expect(same == stored.memory)
    #expect(try await domain.memories.history(stored.memory.id, in: scope).count == 1)
  }

  @Test func `of a deleted memory nothing is left but that it was`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.store(memory("a secret"), in: scope)
    _ = await domain.embedAll([stored], in: scope)
    let id = stored.memory.id
    _ = try await domain.memories.update(
      id,
      MemoryChange(
        type: .keep, content: .set("another secret"), importance: .keep, metadata: .keep,
        expiresAt: .keep), in: scope)
    try await domain.memories.delete(id, in: scope)
    await #expect(throws: DomainError.notFound(.memory)) {
      try await domain.memories.get(id, in: scope)
    }
    await #expect(throws: DomainError.notFound(.memory)) {
      try await domain.memories.delete(id, in: scope)
    }
    #expect(
      try await domain.memories.history(id, in: scope).map(\.kind) == [
        .added, .updated, .deleted,
      ])
    #expect(try await domain.rowCount(of: "memory_embeddings", in: scope) == 0)
    #expect(try await domain.mentions(of: "secret", in: scope) == 0)
  }
}

extension DomainFixture {
  /// Rows of any table of memories that hold `text`.
  fileprivate func mentions(of text: String, in scope: RequestScope) async throws -> Int64 {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "mentions",
          sql: """
            select (select count(*) from engram.memories m
                where organization_id = $1 and m::text like '%' || $2 || '%')
              + (select count(*) from engram.memory_events m
                where organization_id = $1 and m::text like '%' || $2 || '%')
              + (select count(*) from engram.jobs m
                where organization_id = $1 and m::text like '%' || $2 || '%')
            """),
        [.text(scope.organizationID.text), .text(text)]
      ) { row in try row.decode(0, as: Int64.self) })
    await session.close()
    return rows[0]
  }
}
