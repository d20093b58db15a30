public import Domain
public import Wire

/// `engram.v1.MemoryService`: its requests read into the domain's terms, and the results written as
/// replies.
public struct MemoryService: EngramV1.MemoryServiceHandler {
  private let memories: MemoryStore
  private let search: MemorySearch
  private let embedder: MemoryEmbedder

  /// A service on these.
  public init(memories: MemoryStore, search: MemorySearch, embedder: MemoryEmbedder) {
    self.memories = memories
    self.search = search
    self.embedder = embedder
  }

  /// The service; stores are refused at the gate while too many wait already.
  public var definition: ServiceDefinition {
    var definition = ServiceDefinition.memoryService(self)
    for name in ["StoreMemory", "StoreMemories"] {
      definition = definition.changing(name) { [memories] method in
        method.gate = { memories.takesStores ? nil : StatusTranslation.databaseOverloaded }
      }
    }
    return definition
  }

  public func storeMemory(
    _ request: EngramV1.StoreMemoryRequest, _ call: CallContext
  ) async throws -> EngramV1.StoreMemoryResponse {
    let scope = try RequestScope(request.organizationID, call)
    let memory = try request.newMemory
    guard let stored = try await memories.store([memory], in: scope, path: { _ in "" }).first else {
      return EngramV1.StoreMemoryResponse()
    }
    let embedded = await embedder.states(
      of: [stored], waiting: request.waitForEmbedding, in: scope)
    var reply = EngramV1.Memory(stored.memory, in: scope)
    reply.embeddingState = .init(isReady: embedded == [true])
    return EngramV1.StoreMemoryResponse(
      memory: reply, outcome: .init(stored.outcome),
      evictedCount: Int32(clamping: stored.evictedCount))
  }

  public func storeMemories(
    _ request: EngramV1.StoreMemoriesRequest, _ call: CallContext
  ) async throws -> EngramV1.StoreMemoriesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let stored = try await memories.store(request.newMemories, in: scope)
    let embedded = await embedder.states(
      of: stored, waiting: request.waitForEmbedding, in: scope)
    return EngramV1.StoreMemoriesResponse(
      memories: zip(stored, embedded).map { EngramV1.StoredMemory($0, isEmbedded: $1) },
      evictedCount: Int32(clamping: stored.reduce(0) { $0 + $1.evictedCount }))
  }

  public func getMemory(
    _ request: EngramV1.GetMemoryRequest, _ call: CallContext
  ) async throws -> EngramV1.Memory {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("memory_id", MemoryID(request.memoryID))
    return EngramV1.Memory(try await memories.get(id, in: scope), in: scope)
  }

  public func getMemoryHistory(
    _ request: EngramV1.GetMemoryHistoryRequest, _ call: CallContext
  ) async throws -> EngramV1.GetMemoryHistoryResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("memory_id", MemoryID(request.memoryID))
    return EngramV1.GetMemoryHistoryResponse(
      events: try await memories.history(id, in: scope).map { EngramV1.MemoryEvent($0) })
  }

  public func updateMemory(
    _ request: EngramV1.UpdateMemoryRequest, _ call: CallContext
  ) async throws -> EngramV1.Memory {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("memory_id", MemoryID(request.memoryID))
    let memory = try await memories.update(id, request.change, in: scope)
    return EngramV1.Memory(memory, in: scope)
  }

  public func deleteMemory(
    _ request: EngramV1.DeleteMemoryRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteMemoryResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("memory_id", MemoryID(request.memoryID))
    try await memories.delete(id, in: scope)
    return EngramV1.DeleteMemoryResponse()
  }

  public func retrieveMemories(
    _ request: EngramV1.RetrieveMemoriesRequest, _ call: CallContext
  ) async throws -> EngramV1.RetrieveMemoriesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let page = try await memories.list(
      request.view, request.filter, page: request.page, in: scope)
    return EngramV1.RetrieveMemoriesResponse(
      memories: page.items.map { EngramV1.Memory($0, in: scope) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func searchMemories(
    _ request: EngramV1.SearchMemoriesRequest, _ call: CallContext
  ) async throws -> EngramV1.SearchMemoriesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let findings = try await search.search(request.search, from: request.view, in: scope)
    return EngramV1.SearchMemoriesResponse(
      results: findings.memories.map { EngramV1.MemoryResult($0, in: scope) },
      usedEmbedding: findings.usedEmbedding)
  }

  public func deleteExpiredMemories(
    _ request: EngramV1.DeleteExpiredMemoriesRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteExpiredMemoriesResponse {
    let scope = try RequestScope(request.organizationID, call)
    return EngramV1.DeleteExpiredMemoriesResponse(
      deletedCount: try await memories.deleteExpired(in: scope))
  }
}
