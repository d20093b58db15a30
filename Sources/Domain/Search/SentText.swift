import Postgres

/// What a copy is made from of a text: its words and its vector, as PostgreSQL sent them.
struct SentText: Sendable {
  private let sentWords: [UInt8]
  private let sentEmbedding: [UInt8]?
  /// The statement that read it, for errors.
  private let statement: Statement

  /// From two columns of a row of `statement`, the first of which is at `column`.
  init(
    _ row: borrowing PostgresRow, from column: Int, of statement: Statement
  ) throws(PostgresError) {
    sentWords = try row.decode(column)
    sentEmbedding = try row.decodeOptional(column + 1)
    self.statement = statement
  }

  var isEmbedded: Bool { sentEmbedding != nil }

  func words() throws(PostgresError) -> [IndexedWord] {
    guard let words = IndexedWord.words(tsvector: sentWords) else { throw unreadable("words") }
    return words
  }

  /// The numbers of its vector; `nil` when it is not embedded.
  func halves() throws(PostgresError) -> [UInt16]? {
    guard let sentEmbedding else { return nil }
    guard let halves = HalfFloat.halves(sent: sentEmbedding) else { throw unreadable("embedding") }
    return halves
  }

  private func unreadable(_ what: String) -> PostgresError {
    PostgresError(
      .decoding, attempted: statement.name,
      reason: "\(what) are not in the form that PostgreSQL sends")
  }
}
