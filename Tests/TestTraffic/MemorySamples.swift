import Wire

extension MessageSamples {
  private static let memory = EngramV1.Memory(
    organizationID: "o", memoryID: "m", type: .episodic, scope: .user, projectID: "p", userID: "u",
    conversationID: "c", fromSeq: 1, toSeq: .max, content: "text", importance: 9,
    metadataJSON: "{}", embeddingState: .ready, createdAt: time, updatedAt: time, expiresAt: time,
    origin: .fact, consolidationID: "k", supersededBy: "m")

  private static let newMemory = EngramV1.NewMemory(
    memoryID: "m", type: .working, scope: .project, projectID: "p", userID: "u",
    conversationID: "c", fromSeq: 1, toSeq: 2, content: "Zürich 🚆", importance: 10,
    metadataJSON: "{}", expiresAt: time)

  private static let storedMemory = EngramV1.StoredMemory(
    memoryID: "m", outcome: .evicted, embeddingState: .pending)

  private static let event = EngramV1.MemoryEvent(
    type: .updated, changedFields: ["content", ""], occurredAt: time)

  private static let result = EngramV1.MemoryResult(
    memory: memory, score: 1.25, wordRank: 1, vectorRank: 2, wordScore: 0.5, vectorScore: 0.25,
    leadWeight: 1.5, importanceWeight: 0.88, recencyWeight: 1.1)

  /// Of the memory service.
  static let memories: [any WireMessage] = [
    memory, newMemory, storedMemory, event, result,
    EngramV1.StoreMemoryRequest(
      organizationID: "o", memoryID: "m", type: .semantic, scope: .organization, projectID: "p",
      userID: "u", conversationID: "c", fromSeq: 1, toSeq: 2, content: "text", importance: 1,
      metadataJSON: "{}", expiresAt: time, waitForEmbedding: true),
    EngramV1.StoreMemoryResponse(memory: memory, outcome: .added, evictedCount: 3),
    EngramV1.StoreMemoriesRequest(
      organizationID: "o", memories: [newMemory, .init(), newMemory], waitForEmbedding: true),
    EngramV1.StoreMemoriesResponse(memories: [storedMemory, storedMemory], evictedCount: 4),
    EngramV1.GetMemoryRequest(organizationID: "o", memoryID: "m"),
    EngramV1.GetMemoryHistoryRequest(organizationID: "o", memoryID: "m"),
    EngramV1.GetMemoryHistoryResponse(events: [event, .init()]),
    EngramV1.UpdateMemoryRequest(
      organizationID: "o", memoryID: "m", type: .working, content: "text", importance: 2,
      metadataJSON: "{}", expiresAt: time, updateMask: .init(paths: ["content"])),
    EngramV1.DeleteMemoryRequest(organizationID: "o", memoryID: "m"),
    EngramV1.DeleteMemoryResponse(),
    EngramV1.RetrieveMemoriesRequest(
      organizationID: "o", projectID: "p", userID: "u", scopes: [.user, .project],
      types: [.working], conversationID: "c", minImportance: 3, pageSize: 4, pageToken: "t",
      includeSuperseded: true),
    EngramV1.RetrieveMemoriesResponse(memories: [memory, memory], nextPageToken: "t"),
    EngramV1.SearchMemoriesRequest(
      organizationID: "o", projectID: "p", userID: "u", query: "q", scopes: [.organization],
      types: [.semantic, .episodic], minImportance: 5, metadataFilterJSON: "{}",
      createdAfter: time, createdBefore: time, limit: 6),
    EngramV1.SearchMemoriesResponse(results: [result, .init()], usedEmbedding: true),
    EngramV1.DeleteExpiredMemoriesRequest(organizationID: "o"),
    EngramV1.DeleteExpiredMemoriesResponse(deletedCount: 7),
  ]
}
