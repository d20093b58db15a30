import FoundationEssentials
import Postgres

/// Memories on their way into the database, which are committed together with those of other
/// callers.
struct StorePart: GroupPart {
  /// What only one store of a unit may bring.
  enum Key: Hashable, Sendable {
    case id(UUID)
    case content(organization: String, scope: String, hash: [UInt8])
  }

  let memories: [NewMemory]
  let organization: String
  let deadline: ContinuousClock.Instant?
  let requestID: (any CustomStringConvertible & Sendable)?
  let byteCount: Int
  let keys: [Key]

  init(_ memories: [NewMemory], in scope: RequestScope) {
    self.init(
      memories, organization: scope.organizationID.text, deadline: scope.deadline,
      requestID: scope.requestID)
  }

  init(
    _ memories: [NewMemory], organization: String, deadline: ContinuousClock.Instant? = nil,
    requestID: (any CustomStringConvertible & Sendable)? = nil
  ) {
    self.memories = memories
    self.organization = organization
    self.deadline = deadline
    self.requestID = requestID
    byteCount = memories.reduce(0) { $0 + $1.byteCount }
    keys = memories.flatMap { memory in
      [
        .id(memory.id.uuid),
        .content(
          organization: organization, scope: memory.place.key,
          hash: memory.contentHash),
      ]
    }
  }

  var rowCount: Int { memories.count }
}

extension StorePart {
  /// Runs stores of any organizations in one unit.
  static func group(
    on lanes: PostgresLanes, limits: MemoryLimits, language: TextLanguage
  ) -> GroupCommit<StorePart, StoreRow> {
    GroupCommit(MemoryStatements.store.name, on: lanes) { parts in
      queries(parts, limits: limits, language: language)
    }
  }

  /// The statements of a unit that stores `parts`.
  static func queries(
    _ parts: [StorePart], limits: MemoryLimits, language: TextLanguage
  ) -> GroupQueries<StoreRow> {
    GroupQueries(
      before: [lockQuery(parts)], storeQuery(parts, limits: limits, language: language))
  }

  private static func lockQuery(_ parts: [StorePart]) -> Query<Never> {
    let memories = parts.flatMap(\.memories)
    return Query(
      MemoryStatements.lockScopes,
      [
        .textArray(organizations(of: parts)),
        .textArray(memories.map(\.place.key)),
        .textArray(memories.map { $0.place.boundProject?.text }),
        .uuidArray(memories.map { $0.source?.conversationID.uuid }),
        .byteaArray(memories.map(\.contentHash)),
      ])
  }

  private static func storeQuery(
    _ parts: [StorePart], limits: MemoryLimits, language: TextLanguage
  ) -> Query<GroupRow<StoreRow>> {
    let memories = parts.flatMap(\.memories)
    let contents = parts.map { $0.memories.map(\.content) }
    return Query(
      MemoryStatements.store,
      [
        .int8Array(numbers(of: parts)),
        .textArray(organizations(of: parts)),
        .uuidArray(memories.map(\.id.uuid)),
        .int2Array(memories.map(\.place.scope.rawValue)),
        .textArray(memories.map { $0.place.projectID?.text }),
        .textArray(memories.map { $0.place.userID?.text }),
        .int2Array(memories.map(\.type.rawValue)),
        .int2Array(memories.map { $0.importance?.value }),
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
      ] + limits.parameters + [language.parameter]
    ) { row in
      let part = Int(try row.decode(0, as: Int64.self)) - 1
      let contents = contents.indices.contains(part) ? contents[part] : []
      return GroupRow(part: part, row: try StoreRow(row, contents: contents))
    }
  }

  /// For each memory, which of `parts` it is of, from 1.
  static func numbers(of parts: [StorePart]) -> [Int64?] {
    parts.indices.flatMap { place in
      [Int64?](repeating: Int64(place + 1), count: parts[place].memories.count)
    }
  }

  /// For each memory, its organization.
  static func organizations(of parts: [StorePart]) -> [String] {
    parts.flatMap { [String](repeating: $0.organization, count: $0.memories.count) }
  }
}
