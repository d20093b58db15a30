import Domain
import Wire

/// Requests about memories, read into the domain's terms.

/// What `NewMemory` and `StoreMemoryRequest` have in common.
protocol MemoryFields {
  var memoryID: String { get }
  var type: EngramV1.MemoryType { get }
  var scope: EngramV1.MemoryScope { get }
  var projectID: String { get }
  var userID: String { get }
  var conversationID: String { get }
  var fromSeq: Int64 { get }
  var toSeq: Int64 { get }
  var content: String { get }
  var importance: Int32 { get }
  var metadataJSON: String { get }
  var expiresAt: GoogleProtobuf.Timestamp? { get }
}

extension EngramV1.NewMemory: MemoryFields {}
extension EngramV1.StoreMemoryRequest: MemoryFields {}

extension MemoryFields {
  var newMemory: NewMemory {
    get throws(DomainError) {
      try NewMemory(
        id: optionalField("memory_id", memoryID, MemoryID.init) ?? MemoryID(),
        type: field("type", MemoryType(type)),
        place: place,
        source: MemorySource(
          conversationID: optionalField("conversation_id", conversationID, ConversationID.init),
          fromSeq: fromSeq, toSeq: toSeq),
        content: content,
        importance: optionalImportance(importance, "importance"),
        metadata: .field(metadataJSON),
        expiresAt: optionalMoment(expiresAt, "expires_at"))
    }
  }

  private var place: MemoryPlace {
    get throws(DomainError) {
      try MemoryPlace(
        scope: field("scope", MemoryScope(scope)),
        projectID: optionalField("project_id", projectID, ProjectID.init),
        userID: optionalField("user_id", userID, UserID.init))
    }
  }
}

extension EngramV1.StoreMemoriesRequest {
  var newMemories: [NewMemory] {
    get throws(DomainError) {
      var read: [NewMemory] = []
      read.reserveCapacity(memories.count)
      for (place, memory) in memories.enumerated() {
        do { read.append(try memory.newMemory) } catch { throw error.inside("memories[\(place)]") }
      }
      return read
    }
  }
}

extension EngramV1.UpdateMemoryRequest {
  /// What the mask names; it must name something, and nothing else.
  var change: MemoryChange {
    get throws(DomainError) {
      let fields = try MaskedFields(
        updateMask, ["type", "content", "importance", "metadata_json", "expires_at"])
      return try MemoryChange(
        type: fields.change("type") { () throws(DomainError) in
          try field("type", MemoryType(type))
        },
        content: fields.change("content") { content },
        importance: fields.change("importance") { () throws(DomainError) in
          try field("importance", MemoryImportance(importance))
        },
        metadata: fields.change("metadata_json") { () throws(DomainError) in
          try .field(metadataJSON)
        },
        expiresAt: fields.change("expires_at") { () throws(DomainError) in
          try optionalMoment(expiresAt, "expires_at")
        })
    }
  }
}

extension EngramV1.RetrieveMemoriesRequest {
  var view: MemoryView {
    get throws(DomainError) { try memoryView(projectID, userID, scopes) }
  }

  var filter: MemoryFilter {
    get throws(DomainError) {
      MemoryFilter(
        types: try memoryTypes(types),
        conversationID: try optionalField(
          "conversation_id", conversationID, ConversationID.init),
        minImportance: try optionalImportance(minImportance, "min_importance"),
        includesSuperseded: includeSuperseded)
    }
  }

  var page: PageRequest {
    get throws(DomainError) {
      try PageRequest(size: pageSize, token: pageToken, standard: MemoryStore.defaultPageSize)
    }
  }
}

extension EngramV1.SearchMemoriesRequest {
  var view: MemoryView {
    get throws(DomainError) { try memoryView(projectID, userID, scopes) }
  }

  var search: MemoryQuery {
    get throws(DomainError) {
      try MemoryQuery(
        text: query,
        types: memoryTypes(types),
        minImportance: optionalImportance(minImportance, "min_importance"),
        metadata: optionalField("metadata_filter_json", metadataFilterJSON, MetadataObject.init),
        createdAfter: optionalMoment(createdAfter, "created_after"),
        createdBefore: optionalMoment(createdBefore, "created_before"),
        limit: limit)
    }
  }
}

func memoryView(
  _ projectID: String, _ userID: String, _ scopes: [EngramV1.MemoryScope]
) throws(DomainError) -> MemoryView {
  var read: [MemoryScope] = []
  for (place, scope) in scopes.enumerated() {
    read.append(try field("scopes[\(place)]", MemoryScope(scope)))
  }
  return try MemoryView(
    projectID: optionalField("project_id", projectID, ProjectID.init),
    userID: optionalField("user_id", userID, UserID.init), scopes: read)
}

private func memoryTypes(_ types: [EngramV1.MemoryType]) throws(DomainError) -> [MemoryType] {
  var read: [MemoryType] = []
  for (place, type) in types.enumerated() {
    read.append(try field("types[\(place)]", MemoryType(type)))
  }
  return read
}

private func optionalImportance(
  _ value: Int32, _ path: String
) throws(DomainError) -> MemoryImportance? {
  value == 0 ? nil : try field(path, MemoryImportance(value))
}

extension MemoryType {
  fileprivate init(_ type: EngramV1.MemoryType) throws(RuleViolation) {
    switch type {
    case .working: self = .working
    case .episodic: self = .episodic
    case .semantic: self = .semantic
    case .unspecified, .unrecognized:
      throw RuleViolation(
        "must be MEMORY_TYPE_WORKING, MEMORY_TYPE_EPISODIC or MEMORY_TYPE_SEMANTIC")
    }
  }
}

extension MemoryScope {
  init(_ scope: EngramV1.MemoryScope) throws(RuleViolation) {
    switch scope {
    case .organization: self = .organization
    case .project: self = .project
    case .user: self = .user
    case .unspecified, .unrecognized:
      throw RuleViolation(
        "must be MEMORY_SCOPE_ORGANIZATION, MEMORY_SCOPE_PROJECT or MEMORY_SCOPE_USER")
    }
  }
}
