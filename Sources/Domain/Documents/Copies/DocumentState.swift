import FoundationEssentials
import Postgres

/// One content of a document, which never changes.
struct DocumentVersion: Sendable, Hashable {
  let id: UUID
  let version: Int64
  /// Tells it from one that had the same id before.
  let updatedAt: Moment
}

/// A document that a caller sees, as of one moment.
struct DocumentState: Sendable {
  let document: DocumentVersion
  let chunkCount: Int32
  /// Of its chunks together.
  let wordCount: Int64
  /// Chunks that the model has embedded.
  let embeddedCount: Int32
  /// Whether the query asks for it.
  let isWanted: Bool

  /// From a row of `document_search_state`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    document = DocumentVersion(
      id: try row.decode(0), version: try row.decode(1), updatedAt: try Moment(row, 2))
    chunkCount = try row.decode(3)
    wordCount = try row.decode(4)
    embeddedCount = try row.decode(5)
    isWanted = try row.decode(6)
  }
}
