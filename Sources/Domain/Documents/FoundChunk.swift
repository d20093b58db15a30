import FoundationEssentials
import Postgres

/// A chunk that was found, and why it stands where it does.
public struct FoundChunk: Sendable {
  public let documentID: DocumentID
  public let title: String
  public let sourceURI: String
  /// The headings above its beginning, outermost first; empty where there is none.
  public let heading: String
  /// Its place in the document, from 0.
  public let ordinal: Int32
  /// Its bytes in the document's content.
  public let bytes: Range<Int32>
  public let content: String
  public let tokenCount: Int32
  /// When the document was last put.
  public let updatedAt: Moment
  /// Sum of the two scores.
  public let score: Double
  /// Its place among those with words of the query, from 1; `nil` when it is not of the first 100.
  public let wordRank: Int64?
  /// Its place among the nearest, from 1; `nil` when it is not of the first 100.
  public let vectorRank: Int64?
  public let wordScore: Double
  public let vectorScore: Double

  /// From the columns of `document_search`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    try self.init(
      row, wordRank: row.decodeOptional(11), vectorRank: row.decodeOptional(12),
      wordScore: row.decode(13), vectorScore: row.decode(14))
  }

  /// From the columns of `document_search_found`.
  init(_ row: borrowing PostgresRow, _ ranked: RankedChunk) throws(PostgresError) {
    try self.init(
      row, wordRank: ranked.wordRank, vectorRank: ranked.vectorRank, wordScore: ranked.wordScore,
      vectorScore: ranked.vectorScore)
  }

  private init(
    _ row: borrowing PostgresRow, wordRank: Int64?, vectorRank: Int64?, wordScore: Double,
    vectorScore: Double
  ) throws(PostgresError) {
    documentID = DocumentID(stored: try row.decode(0))
    title = try row.decode(1)
    sourceURI = try row.decode(2)
    heading = try row.decode(3)
    ordinal = try row.decode(4)
    let from: Int32 = try row.decode(5)
    bytes = from..<max(from, try row.decode(6))
    content = try row.decode(7)
    tokenCount = try row.decode(8)
    updatedAt = try Moment(row, 9)
    score = wordScore + vectorScore
    self.wordRank = wordRank
    self.vectorRank = vectorRank
    self.wordScore = wordScore
    self.vectorScore = vectorScore
  }
}

/// What a search found.
public struct DocumentFindings: Sendable {
  /// The best first.
  public let chunks: [FoundChunk]
  /// Whether meaning was looked at; else the query's embedding could not be had in time.
  public let usedEmbedding: Bool
}
