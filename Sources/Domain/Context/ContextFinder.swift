public import Logging

/// Finds what of a conversation's context depends on a query, all at once.
public struct ContextFinder: Sendable {
  /// What was found, the best of each section first.
  struct Found: Sendable {
    var items: [ContextSection: [ContextItem]] = [:]
    var usedEmbedding = false
  }

  private let words: QueryWords
  private let memories: MemoryStore
  private let memorySearch: MemorySearch
  private let messageSearch: MessageSearch
  private let documentSearch: DocumentSearch
  private let models: EmbeddingModels
  private let logger: Logger

  /// A finder that uses these; `words` and `models` are those of the searches.
  public init(
    words: QueryWords, memories: MemoryStore, memorySearch: MemorySearch,
    messageSearch: MessageSearch, documentSearch: DocumentSearch, models: EmbeddingModels,
    logger: Logger
  ) {
    self.words = words
    self.memories = memories
    self.memorySearch = memorySearch
    self.messageSearch = messageSearch
    self.documentSearch = documentSearch
    self.models = models
    self.logger = logger
  }

  /// What `query` finds; without one the memories that matter most.
  func find(
    _ query: String?, _ request: ContextRequest, _ state: ContextState, in scope: RequestScope
  ) async throws -> Found {
    let view = try MemoryView(projectID: state.projectID, userID: state.userID)
    guard let query else {
      return Found(items: [.memories: try await important(view, request, in: scope)])
    }
    // Looked up once; each search would do so by itself.
    async let looked = words.words(of: query, in: scope)
    let vector = await vector(of: query, request, in: scope)
    _ = try await looked
    async let memories = memories(query, vector, view, request, in: scope)
    async let recalled = recalled(query, vector, request, state, in: scope)
    async let documents = documents(query, vector, view, request, in: scope)
    let parts = try await [memories, recalled, documents]
    return Found(
      items: parts.reduce(into: [:]) { $0.merge($1.items) { first, _ in first } },
      usedEmbedding: parts.contains { $0.usedEmbedding })
  }

  /// Asked for once, for all searches; one of messages alone may need none.
  private func vector(
    of query: String, _ request: ContextRequest, in scope: RequestScope
  ) async -> QueryVector {
    guard let model = models.active(for: scope.organizationID.text),
      request.shares.includes(.memories) || request.shares.includes(.documents)
    else { return .asked }
    return .known(
      await model.vector(of: query, in: scope, logger: logger), model: model.deployed.id)
  }

  /// Without anything to go by.
  private func important(
    _ view: MemoryView, _ request: ContextRequest, in scope: RequestScope
  ) async throws -> [ContextItem] {
    guard request.shares.includes(.memories) else { return [] }
    return try await memories.list(
      view, MemoryFilter(types: [], conversationID: nil, minImportance: nil),
      page: PageRequest(size: request.limits.candidates(of: .memories), token: ""), in: scope
    ).items.map { ContextItem($0, score: 0, in: request.conversation) }
  }

  private func memories(
    _ query: String, _ vector: QueryVector, _ view: MemoryView, _ request: ContextRequest,
    in scope: RequestScope
  ) async throws -> Found {
    guard request.shares.includes(.memories) else { return Found() }
    let findings = try await memorySearch.search(
      try MemoryQuery(
        text: query, types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: request.limits.candidates(of: .memories)),
      from: view, vector: vector, in: scope)
    let items = findings.memories.map {
      ContextItem($0.memory, score: $0.score, in: request.conversation)
    }
    return Found(items: [.memories: items], usedEmbedding: findings.usedEmbedding)
  }

  private func recalled(
    _ query: String, _ vector: QueryVector, _ request: ContextRequest, _ state: ContextState,
    in scope: RequestScope
  ) async throws -> Found {
    guard request.shares.includes(.recalledMessages), state.consolidatedSeq > 0 else {
      return Found()
    }
    let findings = try await messageSearch.search(
      try MessageQuery(
        text: query, upToSeq: state.consolidatedSeq,
        limit: request.limits.candidates(of: .recalledMessages)),
      in: .conversation(request.conversation), vector: vector, scope)
    return Found(
      items: [.recalledMessages: findings.messages.map { ContextItem(recalled: $0) }],
      usedEmbedding: findings.usedEmbedding)
  }

  private func documents(
    _ query: String, _ vector: QueryVector, _ view: MemoryView, _ request: ContextRequest,
    in scope: RequestScope
  ) async throws -> Found {
    guard request.shares.includes(.documents) else { return Found() }
    let findings = try await documentSearch.search(
      try DocumentQuery(text: query, limit: request.limits.candidates(of: .documents)),
      from: view, vector: vector, in: scope)
    return Found(
      items: [.documents: findings.chunks.map { ContextItem($0) }],
      usedEmbedding: findings.usedEmbedding)
  }
}
