import Client
import Foundation
import Testing
import Wire

@Suite struct MemoryServiceTests {
  private let organization = ServerFixture.uniqueID()

  private func new(
    _ content: String, id: String = "", scope: EngramV1.MemoryScope = .user, project: String = "",
    user: String = "ann", importance: Int32 = 0, wait: Bool = false
  ) -> EngramV1.StoreMemoryRequest {
    .init(
      organizationID: organization, memoryID: id, type: .semantic, scope: scope,
      projectID: project, userID: user, content: content, importance: importance,
      waitForEmbedding: wait)
  }

  @Test func `a memory is stored, read, changed, listed, found and deleted`() async throws {
    let memories = try await ServerFixture.shared.client.memories
    let stored = try await memories.storeMemory(new("Ann drinks tea.", wait: true))
    let memory = try #require(stored.memory)
    #expect(stored.outcome == .added && memory.embeddingState == .ready && memory.importance == 5)
    let id = memory.memoryID
    let got = try await memories.getMemory(.init(organizationID: organization, memoryID: id))
    #expect(got == memory)
    let changed = try await memories.updateMemory(
      .init(
        organizationID: organization, memoryID: id, content: "Ann drinks coffee.", importance: 8,
        updateMask: .init(paths: ["content", "importance"])))
    #expect(changed.content == "Ann drinks coffee." && changed.importance == 8)
    #expect(changed.embeddingState == .pending)
    let list = try await memories.retrieveMemories(
      .init(organizationID: organization, userID: "ann"))
    #expect(list.memories == [changed] && list.nextPageToken == "")
    let found = try await memories.searchMemories(
      .init(organizationID: organization, userID: "ann", query: "coffee"))
    #expect(found.results.map(\.memory) == [changed] && found.usedEmbedding)
    #expect(found.results[0].wordRank == 1 && found.results[0].vectorRank == 0)
    let history = try await memories.getMemoryHistory(
      .init(organizationID: organization, memoryID: id))
    #expect(history.events.map(\.type) == [.added, .updated])
    #expect(history.events[1].changedFields == ["content", "importance"])
    _ = try await memories.deleteMemory(.init(organizationID: organization, memoryID: id))
    await expect(.notFound) {
      try await memories.getMemory(.init(organizationID: organization, memoryID: id))
    }
  }

  @Test func `many are stored at once, each with its outcome`() async throws {
    let memories = try await ServerFixture.shared.client.memories
    let first = try await memories.storeMemory(new("known"))
    let stored = try await memories.storeMemories(
      .init(
        organizationID: organization,
        memories: [
          .init(type: .episodic, scope: .user, userID: "ann", content: "known"),
          .init(type: .working, scope: .organization, content: "new"),
        ], waitForEmbedding: true))
    #expect(stored.memories.map(\.outcome) == [.updated, .added])
    #expect(stored.memories[0].memoryID == first.memory?.memoryID)
    #expect(stored.memories.map(\.embeddingState) == [.ready, .ready])
  }

  @Test func `what is stored in one conversation is found from another of the same user only`()
    async throws
  {
    let client = try await ServerFixture.shared.client
    let conversation = try await client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann"))
    _ = try await client.conversations.addMessages(
      .init(
        organizationID: organization, conversationID: conversation.conversationID,
        messages: [.init(role: .user, content: "I am allergic to nuts.")]))
    _ = try await client.memories.storeMemory(
      .init(
        organizationID: organization, type: .semantic, scope: .user, userID: "ann",
        conversationID: conversation.conversationID, fromSeq: 1, toSeq: 1,
        content: "Ann is allergic to nuts."))
    for (user, count) in [("ann", 1), ("bob", 0), ("", 0)] {
      let found = try await client.memories.searchMemories(
        .init(organizationID: organization, userID: user, query: "allergic to nuts?"))
      #expect(found.results.count == count)
    }
  }

  @Test func `what is found fits into a frame, however large it is`() async throws {
    let memories = try await ServerFixture.shared.client.memories
    let large = String(repeating: "tea ", count: 16_000)
    for batch in 0..<4 {
      _ = try await memories.storeMemories(
        .init(
          organizationID: organization,
          memories: (0..<24).map {
            .init(
              type: .semantic, scope: .user, userID: "ann", content: "\(batch) \($0) " + large)
          }, waitForEmbedding: true))
    }
    let found = try await memories.searchMemories(
      .init(organizationID: organization, userID: "ann", query: "tea", limit: 100))
    #expect((50..<96).contains(found.results.count))
  }

  @Test func `ids make a store safe to repeat`() async throws {
    let memories = try await ServerFixture.shared.client.memories
    let id = UUID().uuidString.lowercased()
    let first = try await memories.storeMemory(new("tea", id: id))
    let again = try await memories.storeMemory(new("tea", id: id))
    #expect(again == first)
    await expect(.alreadyExists, field: "memory_id") {
      try await memories.storeMemory(new("coffee", id: id))
    }
  }

  @Test func `settings hold for the organization that has them`() async throws {
    let client = try await ServerFixture.shared.client
    let settings = try await client.organizations.updateSettings(
      .init(
        organizationID: organization, userMemoryLimit: 2,
        updateMask: .init(paths: ["user_memory_limit"])))
    #expect(settings.effectiveUserMemoryLimit == 2 && settings.effectiveProjectMemoryLimit == 500)
    for name in ["a", "b", "c"] { _ = try await client.memories.storeMemory(new(name)) }
    let list = try await client.memories.retrieveMemories(
      .init(organizationID: organization, userID: "ann"))
    #expect(list.memories.map(\.content) == ["c", "b"])
    await expect(.invalidArgument, field: "project_memory_limit") {
      try await client.organizations.updateSettings(
        .init(
          organizationID: organization, projectMemoryLimit: 100_001,
          updateMask: .init(paths: ["project_memory_limit"])))
    }
    await expect(.invalidArgument, field: "update_mask.paths[0]") {
      try await client.organizations.updateSettings(
        .init(organizationID: organization, updateMask: .init(paths: ["limit"])))
    }
  }

  @Test func `a refused field is named`() async throws {
    let memories = try await ServerFixture.shared.client.memories
    var cases: [(String, EngramV1.StoreMemoryRequest)] = []
    func refuse(_ field: String, _ change: (inout EngramV1.StoreMemoryRequest) -> Void) {
      var request = new("tea")
      change(&request)
      cases.append((field, request))
    }
    refuse("organization_id") { $0.organizationID = "" }
    refuse("memory_id") { $0.memoryID = "x" }
    refuse("type") { $0.type = .unspecified }
    refuse("scope") { $0.scope = .unspecified }
    refuse("user_id") { $0.userID = "" }
    refuse("project_id") { $0.scope = .project }
    refuse("project_id") {
      $0.scope = .organization; $0.projectID = "p"
    }
    refuse("conversation_id") { $0.conversationID = "x" }
    refuse("from_seq") { $0.fromSeq = 1 }
    refuse("to_seq") {
      $0.conversationID = UUID().uuidString; $0.fromSeq = 3; $0.toSeq = 2
    }
    refuse("content") { $0.content = "" }
    refuse("content") { $0.content = String(repeating: "a", count: 65_537) }
    refuse("importance") { $0.importance = 11 }
    refuse("metadata_json") { $0.metadataJSON = "[]" }
    refuse("expires_at") { $0.expiresAt = .init(seconds: 1, nanos: 0) }
    for (field, request) in cases {
      await expect(.invalidArgument, field: field) { try await memories.storeMemory(request) }
    }
    await expect(.invalidArgument, field: "memories[1].content") {
      try await memories.storeMemories(
        .init(
          organizationID: organization,
          memories: [
            .init(type: .semantic, scope: .organization, content: "a"),
            .init(type: .semantic, scope: .organization, content: ""),
          ]))
    }
    await expect(.invalidArgument, field: "memories") {
      try await memories.storeMemories(.init(organizationID: organization))
    }
    await expect(.invalidArgument, field: "scopes[0]") {
      try await memories.searchMemories(
        .init(organizationID: organization, query: "a", scopes: [.user]))
    }
    await expect(.invalidArgument, field: "query") {
      try await memories.searchMemories(.init(organizationID: organization, query: " "))
    }
    await expect(.invalidArgument, field: "metadata_filter_json") {
      try await memories.searchMemories(
        .init(organizationID: organization, query: "a", metadataFilterJSON: "{"))
    }
    await expect(.invalidArgument, field: "page_size") {
      try await memories.retrieveMemories(.init(organizationID: organization, pageSize: -1))
    }
    await expect(.invalidArgument, field: "update_mask") {
      try await memories.updateMemory(
        .init(organizationID: organization, memoryID: UUID().uuidString))
    }
  }
}
