import Client
import Testing
import Wire

extension IsolationTests {
  /// Of the memory service.
  static let memoryAttempts: [String: Attempt] = [
    "StoreMemory": { client, me, them in
      // Ids are an organization's own: this makes another memory.
      let stored = try await client.memories.storeMemory(
        .init(
          organizationID: me, memoryID: them.memory, type: .semantic, scope: .user,
          projectID: them.project, userID: them.user, content: "secret memory"))
      #expect(stored.outcome == .added && stored.memory?.metadataJSON == "")
      await expect(.notFound, field: "conversation_id") {
        try await client.memories.storeMemory(
          .init(
            organizationID: me, type: .semantic, scope: .user, userID: them.user,
            conversationID: them.conversation, content: "mine"))
      }
    },
    "StoreMemories": { client, me, them in
      let stored = try await client.memories.storeMemories(
        .init(
          organizationID: me,
          memories: [
            .init(
              memoryID: them.memory, type: .semantic, scope: .user, userID: them.user,
              content: "secret memory")
          ]))
      #expect(stored.memories.map(\.outcome) == [.added])
    },
    "GetMemory": { client, me, them in
      await expect(.notFound) {
        try await client.memories.getMemory(.init(organizationID: me, memoryID: them.memory))
      }
    },
    "GetMemoryHistory": { client, me, them in
      await expect(.notFound) {
        try await client.memories.getMemoryHistory(
          .init(organizationID: me, memoryID: them.memory))
      }
    },
    "UpdateMemory": { client, me, them in
      await expect(.notFound) {
        try await client.memories.updateMemory(
          .init(
            organizationID: me, memoryID: them.memory, content: "mine",
            updateMask: .init(paths: ["content"])))
      }
    },
    "DeleteMemory": { client, me, them in
      await expect(.notFound) {
        try await client.memories.deleteMemory(.init(organizationID: me, memoryID: them.memory))
      }
    },
    "RetrieveMemories": { client, me, them in
      let list = try await client.memories.retrieveMemories(
        .init(organizationID: me, projectID: them.project, userID: them.user))
      #expect(list.memories.isEmpty)
    },
    "SearchMemories": { client, me, them in
      let found = try await client.memories.searchMemories(
        .init(
          organizationID: me, projectID: them.project, userID: them.user, query: "secret memory"))
      #expect(found.results.isEmpty)
    },
    "DeleteExpiredMemories": { client, me, them in
      let deleted = try await client.memories.deleteExpiredMemories(.init(organizationID: me))
      #expect(deleted.deletedCount == 0)
    },
  ]
}
