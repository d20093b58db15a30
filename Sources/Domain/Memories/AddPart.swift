import FoundationEssentials
import Postgres

/// Memories to add where nothing else is to be done, together with those of other callers.
struct AddPart: GroupPart {
  let store: StorePart
  let embeddings: StoredEmbeddings?
  /// What the database keeps embeddings as.
  let vectorType: ExtensionType

  /// Those of `store`, with embeddings where these are computed here; `nil` when there is more to do
  /// than to add, or no model is known yet.
  init?(_ store: StorePart, models: EmbeddingModels) async {
    guard store.isPlain, let model = models.active(for: store.organization) else { return nil }
    self.store = store
    vectorType = model.deployed.vectorType
    embeddings = try? await StoredEmbeddings(
      of: store.memories.map(\.content), organization: store.organization, model: model,
      deadline: store.deadline)
  }

  var organization: String { store.organization }
  var deadline: ContinuousClock.Instant? { store.deadline }
  var requestID: (any CustomStringConvertible & Sendable)? { store.requestID }
  var rowCount: Int { store.rowCount }
  var byteCount: Int {
    store.byteCount + (embeddings?.vectors.reduce(0) { $0 + $1.count } ?? 0)
  }
  var keys: [StorePart.Key] { store.keys }
}

/// One row of `memory_add`.
struct AddedRow: Sendable {
  let createdAt: Moment
  /// As the database writes it.
  let metadata: MetadataObject?
  let isReady: Bool
  let isQueued: Bool

  /// From the columns behind that of the store.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    createdAt = try Moment(row, 1)
    metadata = try MetadataObject(row, 2)
    isReady = try row.decode(3)
    isQueued = try row.decode(4)
  }

  /// The memory as it was added.
  func memory(_ new: NewMemory) -> Memory {
    Memory(
      id: new.id, type: new.type, place: new.place, source: new.source, content: new.content,
      importance: new.importance ?? .standard, metadata: metadata, isEmbedded: isReady,
      createdAt: createdAt, updatedAt: createdAt, expiresAt: new.expiresAt, origin: new.origin,
      consolidationID: new.consolidationID, supersededBy: nil)
  }
}

extension AddPart {
  /// The statements of a unit that adds `parts`.
  static func queries(
    _ parts: [AddPart], limits: MemoryLimits, language: TextLanguage
  ) -> GroupQueries<AddedRow> {
    GroupQueries(
      before: [lockQuery(parts)], addQuery(parts, limits: limits, language: language))
  }

  private static func lockQuery(_ parts: [AddPart]) -> Query<Never> {
    Query(
      MemoryStatements.lockForAdd,
      [
        .textArray(StorePart.organizations(of: parts.map(\.store))),
        .textArray(parts.flatMap { $0.store.memories.map(\.place.key) }),
        .uuidArray(parts.flatMap { $0.store.memories.map { $0.source?.conversationID.uuid } }),
      ])
  }

  private static func addQuery(
    _ parts: [AddPart], limits: MemoryLimits, language: TextLanguage
  ) -> Query<GroupRow<AddedRow>> {
    let stores = parts.map(\.store)
    let memories = stores.flatMap(\.memories)
    return Query(
      MemoryStatements.add,
      [
        .int8Array(StorePart.numbers(of: stores)),
        .textArray(StorePart.organizations(of: stores)),
        .uuidArray(memories.map(\.id.uuid)),
        .int2Array(memories.map(\.place.scope.rawValue)),
        .textArray(memories.map { $0.place.projectID?.text }),
        .textArray(memories.map { $0.place.userID?.text }),
        .int2Array(memories.map(\.type.rawValue)),
        .int2Array(memories.map { ($0.importance ?? .standard).value }),
        .uuidArray(memories.map { $0.source?.conversationID.uuid }),
        .int8Array(memories.map { $0.source?.messages?.lowerBound }),
        .int8Array(memories.map { $0.source?.messages?.upperBound }),
        .textArray(memories.map(\.content)),
        .textArray(memories.map(\.indexed.lead)),
        .textArray(memories.map(\.indexed.rest)),
        .jsonbArray(memories.map { $0.metadata?.json }),
        .timestamptzArray(memories.map { $0.expiresAt?.timestamp }),
        .byteaArray(memories.map(\.contentHash)),
        .byteaArray(memories.map(\.requestHash)),
        .int2Array(memories.map(\.origin.rawValue)),
        .uuidArray(memories.map { $0.consolidationID?.uuid }),
      ] + embeddings(of: parts) + limits.parameters + [language.parameter]
    ) { row in
      GroupRow(part: Int(try row.decode(0, as: Int64.self)) - 1, row: try AddedRow(row))
    }
  }

  private static func embeddings(of parts: [AddPart]) -> [PostgresValue] {
    guard let type = parts.first?.vectorType else { return [] }
    return [
      .extensionArray(
        type,
        parts.flatMap { part in
          part.embeddings?.vectors ?? [[UInt8]?](repeating: nil, count: part.rowCount)
        }),
      .int2Array(
        parts.flatMap { part in
          [Int16?](repeating: part.embeddings?.modelID, count: part.rowCount)
        }),
    ]
  }
}

extension StorePart {
  /// Whether it may be enough to add its memories: none is bound to a project, and none depends on
  /// another one.
  fileprivate var isPlain: Bool {
    memories.allSatisfy { $0.place.boundProject == nil } && Set(keys).count == keys.count
  }
}
