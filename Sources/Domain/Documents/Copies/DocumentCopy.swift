import Postgres

/// All that searches have to know of the chunks of a document's version.
final class DocumentCopy: Sendable {
  let document: DocumentVersion
  /// Of each chunk.
  let wordCounts: [Int32]
  let words: WordIndex
  let vectors: VectorBlock
  /// Whose the vectors are.
  let ordinals: [Int32]
  /// Chunks that were embedded when it was read.
  let embeddedCount: Int
  /// How much it takes, about.
  let byteCount: Int

  init(
    _ document: DocumentVersion, _ chunks: [LoadedChunk], dimensions: Int
  ) throws(PostgresError) {
    self.document = document
    wordCounts = chunks.map(\.wordCount)
    var vectors = VectorBlock(dimensions: dimensions, capacity: chunks.count)
    var ordinals: [Int32] = []
    var words: [(place: Int32, words: [IndexedWord])] = []
    for (ordinal, chunk) in chunks.enumerated() {
      words.append((Int32(ordinal), try chunk.text.words()))
      // Of a length that is not the model's nothing can be said.
      guard let halves = try chunk.text.halves(), halves.count == dimensions else { continue }
      vectors.append(halves)
      ordinals.append(Int32(ordinal))
    }
    embeddedCount = chunks.count(where: \.text.isEmbedded)
    self.vectors = vectors
    self.ordinals = ordinals
    self.words = WordIndex(keeping: WordIndex(), at: [], adding: words)
    byteCount =
      256 + vectors.byteCount + self.words.byteCount
      + (wordCounts.count + ordinals.count) * MemoryLayout<Int32>.stride
  }

  /// Whether the database has more by now, or another version.
  func isOutdated(by state: DocumentState) -> Bool {
    document == state.document
      ? embeddedCount < state.embeddedCount : document.updatedAt < state.document.updatedAt
  }

  /// Whether it has all of this state.
  func has(_ state: DocumentState) -> Bool {
    document == state.document && wordCounts.count == state.chunkCount
      && embeddedCount >= state.embeddedCount
  }
}

/// A chunk as it comes from the database, with its words and its vector as they were sent.
struct LoadedChunk: Sendable {
  let wordCount: Int32
  let text: SentText

  /// From a row of `document_copy_read`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    wordCount = try row.decode(0)
    text = try SentText(row, from: 1, of: DocumentStatements.readForCopy)
  }
}
