import Postgres

/// What became of a memory that was to be stored.
public enum StoreOutcome: Sendable, Hashable {
  /// It is new.
  case added
  /// The same content was there in the same place: that memory has the new fields.
  case updated
  /// The same content was there in the same place, with the same fields.
  case duplicate
  /// It was not kept: the limit is reached, and it is the least valuable.
  case evicted
}

/// A memory after it was stored.
public struct StoredMemory: Sendable {
  /// As it is now; when it was evicted, as it would have been.
  public let memory: Memory
  public let outcome: StoreOutcome
  /// Memories from before that made room for it.
  public let evictedCount: Int64
}

/// One row of `memory_store`.
struct StoreRow: Sendable {
  /// Why a store was refused.
  enum Fault: String, Sendable {
    /// Another request stored a memory with this id.
    case conflict
    /// What it belongs to is to be created first.
    case incomplete
    /// What it belongs to is being erased.
    case purging
    /// There is no such conversation, or it has fewer messages.
    case noConversation = "no_conversation"
  }

  enum Content: Sendable {
    case stored(StoredMemory)
    case fault(Fault)
  }

  /// Place of the memory in its store, from 0.
  let place: Int
  let content: Content

  /// From the columns behind that of the store.
  init(_ row: borrowing PostgresRow, contents: [String]) throws(PostgresError) {
    place = Int(try row.decode(1, as: Int64.self)) - 1
    let name: String = try row.decode(2)
    if let fault = Fault(rawValue: name) {
      content = .fault(fault)
      return
    }
    let given = contents.indices.contains(place) ? contents[place] : ""
    content = .stored(
      StoredMemory(
        memory: try Memory(row, from: 4, content: given), outcome: try Self.outcome(name),
        evictedCount: try row.decode(3)))
  }

  private static func outcome(_ name: String) throws(PostgresError) -> StoreOutcome {
    switch name {
    case "added", "repeated": .added
    case "updated": .updated
    case "duplicate": .duplicate
    case "evicted": .evicted
    default: throw .unknownOutcome(name, of: MemoryStatements.store)
    }
  }
}
