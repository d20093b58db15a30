import Postgres

/// Something that happened to a memory.
public struct MemoryEvent: Sendable, Hashable {
  /// What it was; the numbers are the database's.
  public enum Kind: Int16, Sendable, Hashable {
    case added = 1
    case updated = 2
    case deleted = 3
    /// It made room for others.
    case evicted = 4
    case expired = 5
  }

  public let kind: Kind
  /// Names of the fields that an update changed.
  public let changedFields: [String]
  public let occurredAt: Moment

  /// From the columns of `memory_history`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    let number: Int16 = try row.decode(0)
    guard let kind = Kind(rawValue: number) else {
      throw PostgresError(.decoding, attempted: "memory event", reason: "unknown kind \(number)")
    }
    self.kind = kind
    changedFields = try row.decodeArray(1)
    occurredAt = try Moment(row, 2)
  }
}
