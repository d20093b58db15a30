import FoundationEssentials
import Postgres

/// What a search has to know of a memory, beside its words and its vector.
struct CopiedMemory: Sendable {
  let id: UUID
  /// Another one once the memory was changed.
  let mark: Int64
  let type: Int16
  let importance: Int16
  let wordCount: Int32
  let createdAt: Moment
  let expiresAt: Moment?
  /// Of a user's memory: the project that it is bound to.
  let projectID: String?

  /// Whether a caller in `project` sees it at `now`.
  func isVisible(in project: String?, at now: Moment) -> Bool {
    if let expiresAt, expiresAt <= now { return false }
    if let projectID { return projectID == project }
    return true
  }
}

/// A memory as it comes from the database, with its words and its vector as they were sent.
struct LoadedMemory: Sendable {
  let memory: CopiedMemory
  let text: SentText

  /// From a row of `memory_copy_read`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    memory = CopiedMemory(
      id: try row.decode(0), mark: try row.decode(1), type: try row.decode(2),
      importance: try row.decode(3), wordCount: try row.decode(7),
      createdAt: try Moment(row, 5), expiresAt: try Moment(optional: row, 6),
      projectID: try row.decodeOptional(4))
    text = try SentText(row, from: 8, of: MemoryStatements.readForCopy)
  }
}
