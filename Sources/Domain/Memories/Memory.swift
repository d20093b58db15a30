import FoundationEssentials
import Postgres

/// Something to remember.
public struct Memory: Sendable, Hashable {
  public let id: MemoryID
  public let type: MemoryType
  public let place: MemoryPlace
  public let source: MemorySource?
  public let content: String
  public let importance: MemoryImportance
  public let metadata: MetadataObject?
  /// Whether it has an embedding of the model that searches use.
  public let isEmbedded: Bool
  public let createdAt: Moment
  public let updatedAt: Moment
  /// From then on nobody sees it.
  public let expiresAt: Moment?
  public let origin: MemoryOrigin
  /// The consolidation that it was made with.
  public let consolidationID: ConsolidationID?
  /// The memory that says what is true now; `nil` while this one does.
  public let supersededBy: MemoryID?
}

extension Memory {
  /// From the columns of `memory_get`, which begin at `column`; `content` for where it is null.
  init(
    _ row: borrowing PostgresRow, from column: Int = 0, content: String = ""
  ) throws(PostgresError) {
    id = MemoryID(stored: try row.decode(column))
    type = try Self.known(try row.decode(column + 1))
    place = MemoryPlace(
      stored: try Self.known(try row.decode(column + 2)),
      projectID: try row.decodeOptional(column + 3, as: String.self).map { ProjectID(stored: $0) },
      userID: try row.decodeOptional(column + 4, as: String.self).map { UserID(stored: $0) })
    let conversation = try row.decodeOptional(column + 5, as: UUID.self)
    let fromSeq = try row.decodeOptional(column + 6, as: Int64.self)
    let toSeq = try row.decodeOptional(column + 7, as: Int64.self)
    source = conversation.map {
      MemorySource(stored: ConversationID(stored: $0), fromSeq: fromSeq, toSeq: toSeq)
    }
    self.content = try row.decodeOptional(column + 8) ?? content
    importance = MemoryImportance(stored: try row.decode(column + 9))
    metadata = try MetadataObject(row, column + 10)
    isEmbedded = try row.decode(column + 11)
    createdAt = try Moment(row, column + 12)
    updatedAt = try Moment(row, column + 13)
    expiresAt = try Moment(optional: row, column + 14)
    origin = try Self.known(try row.decode(column + 15))
    consolidationID = try row.decodeOptional(column + 16, as: UUID.self).map {
      ConsolidationID(stored: $0)
    }
    supersededBy = try row.decodeOptional(column + 17, as: UUID.self).map { MemoryID(stored: $0) }
  }

  /// How many columns that takes.
  static var columnCount: Int { 18 }

  private static func known<Value: RawRepresentable<Int16>>(
    _ number: Int16
  ) throws(PostgresError) -> Value {
    guard let value = Value(rawValue: number) else {
      throw PostgresError(
        .decoding, attempted: "memory", reason: "unknown \(Value.self) \(number)")
    }
    return value
  }
}
