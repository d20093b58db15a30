import FoundationEssentials
import Postgres

/// How a document is written; the numbers are the database's.
public enum DocumentFormat: Int16, Sendable, Hashable, CaseIterable {
  case text = 1
  case markdown = 2
}

/// The id of a document, within its organization.
public typealias DocumentID = UniqueID<Document>

/// A text that is searched by chunks, without the text.
public struct Document: Sendable, Hashable {
  public let id: DocumentID
  public let place: MemoryPlace
  public let title: String
  public let sourceURI: String
  public let format: DocumentFormat
  public let metadata: MetadataObject?
  /// 1 for what was put first, and 1 more for each content that replaced another.
  public let version: Int64
  public let chunkCount: Int32
  /// Of the content, as estimated.
  public let tokenCount: Int32
  /// Of the content.
  public let byteCount: Int32
  /// Whether all chunks have embeddings of the model that searches use.
  public let isEmbedded: Bool
  public let createdAt: Moment
  public let updatedAt: Moment
}

extension Document {
  /// How many columns ``init(_:)`` takes.
  static var columnCount: Int { 15 }

  /// From the columns of `document_get`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = DocumentID(stored: try row.decode(0))
    guard let scope = MemoryScope(rawValue: try row.decode(1)),
      let format = DocumentFormat(rawValue: try row.decode(6))
    else { throw PostgresError(.decoding, attempted: "document", reason: "unknown number") }
    place = MemoryPlace(
      stored: scope,
      projectID: try row.decodeOptional(2, as: String.self).map { ProjectID(stored: $0) },
      userID: try row.decodeOptional(3, as: String.self).map { UserID(stored: $0) })
    title = try row.decode(4)
    sourceURI = try row.decode(5)
    self.format = format
    metadata = try MetadataObject(row, 7)
    version = try row.decode(8)
    chunkCount = try row.decode(9)
    tokenCount = try row.decode(10)
    byteCount = try row.decode(11)
    isEmbedded = try row.decode(12)
    createdAt = try Moment(row, 13)
    updatedAt = try Moment(row, 14)
  }
}

/// What became of a document that was to be put.
public enum PutOutcome: String, Sendable, Hashable {
  /// It is new.
  case created
  /// It was there with another content or other fields.
  case replaced
  /// The same request was the last to put it.
  case repeated
}

/// A document after it was put.
public struct PutDocument: Sendable {
  public let document: Document
  public let outcome: PutOutcome
}
