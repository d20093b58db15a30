import Domain
import Wire

/// The domain's results about memories, as replies.

extension EngramV1.Memory {
  init(_ memory: Memory, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      memoryID: memory.id.text,
      type: .init(memory.type),
      scope: .init(memory.place.scope),
      projectID: memory.place.projectID?.text ?? "",
      userID: memory.place.userID?.text ?? "",
      conversationID: memory.source?.conversationID.text ?? "",
      fromSeq: memory.source?.messages?.lowerBound ?? 0,
      toSeq: memory.source?.messages?.upperBound ?? 0,
      content: memory.content,
      importance: Int32(memory.importance.value),
      metadataJSON: memory.metadata?.json ?? "",
      embeddingState: .init(isReady: memory.isEmbedded),
      createdAt: .init(memory.createdAt),
      updatedAt: .init(memory.updatedAt),
      expiresAt: memory.expiresAt.map { .init($0) },
      origin: .init(memory.origin),
      consolidationID: memory.consolidationID?.text ?? "",
      supersededBy: memory.supersededBy?.text ?? "")
  }
}

extension EngramV1.StoredMemory {
  init(_ stored: StoredMemory, isEmbedded: Bool) {
    self.init(
      memoryID: stored.memory.id.text,
      outcome: .init(stored.outcome),
      embeddingState: .init(isReady: isEmbedded))
  }
}

extension EngramV1.MemoryEvent {
  init(_ event: MemoryEvent) {
    self.init(
      type: .init(event.kind),
      changedFields: event.changedFields,
      occurredAt: .init(event.occurredAt))
  }
}

extension EngramV1.MemoryResult {
  init(_ found: FoundMemory, in scope: RequestScope) {
    self.init(
      memory: EngramV1.Memory(found.memory, in: scope),
      score: found.score,
      wordRank: Int32(clamping: found.wordRank ?? 0),
      vectorRank: Int32(clamping: found.vectorRank ?? 0),
      wordScore: found.wordScore,
      vectorScore: found.vectorScore,
      leadWeight: found.leadWeight,
      importanceWeight: found.importanceWeight,
      recencyWeight: found.recencyWeight)
  }
}

extension EngramV1.EmbeddingState {
  init(isReady: Bool) { self = isReady ? .ready : .pending }
}

extension EngramV1.StoreOutcome {
  init(_ outcome: StoreOutcome) {
    self =
      switch outcome {
      case .added: .added
      case .updated: .updated
      case .duplicate: .duplicate
      case .evicted: .evicted
      }
  }
}

extension EngramV1.MemoryType {
  fileprivate init(_ type: MemoryType) {
    self =
      switch type {
      case .working: .working
      case .episodic: .episodic
      case .semantic: .semantic
      }
  }
}

extension EngramV1.MemoryScope {
  init(_ scope: MemoryScope) {
    self =
      switch scope {
      case .organization: .organization
      case .project: .project
      case .user: .user
      }
  }
}

extension EngramV1.MemoryOrigin {
  fileprivate init(_ origin: MemoryOrigin) {
    self =
      switch origin {
      case .caller: .caller
      case .summary: .summary
      case .fact: .fact
      }
  }
}

extension EngramV1.MemoryEventType {
  fileprivate init(_ kind: MemoryEvent.Kind) {
    self =
      switch kind {
      case .added: .added
      case .updated: .updated
      case .deleted: .deleted
      case .evicted: .evicted
      case .expired: .expired
      }
  }
}
