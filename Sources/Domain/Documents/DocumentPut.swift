import Postgres

/// A document on its way into the database: cut into chunks, and these in batches.
struct DocumentPut: Sendable {
  /// What one statement adds: more takes it long, and the whole document at once much memory.
  private static let batchChunks = 512
  private static let batchBytes = 524_288

  let document: NewDocument
  let requestHash: [UInt8]
  private let chunks: [Chunk]

  init(_ document: NewDocument, rules: ChunkRules) {
    self.document = document
    requestHash = document.requestHash(rules)
    chunks = Chunker(rules).chunks(of: document.content, format: document.format)
  }

  /// The parameters of `document_put`.
  func parameters(of organization: String) -> [PostgresValue] {
    [
      .text(organization), .uuid(document.id.uuid), .int2(document.place.scope.rawValue),
      .text(document.place.projectID?.text), .text(document.place.userID?.text),
      .text(document.title), .text(document.sourceURI), .int2(document.format.rawValue),
      .jsonb(document.metadata?.json), .bytea(requestHash), .int4(Int32(clamping: chunks.count)),
      .int4(TokenEstimate.tokens(in: document.content)),
      .int4(Int32(clamping: document.content.utf8.count)),
    ]
  }

  /// The parameters of each `document_chunk_add`.
  func additions(
    to organization: String, language: TextLanguage
  ) -> [[PostgresValue]] {
    let title = SearchText(indexing: document.title).whole
    return batches.map { batch in
      let contents = batch.map { text(of: chunks[$0]) }
      let headings = batch.map { chunks[$0].heading }
      return [
        .text(organization), .uuid(document.id.uuid), .bytea(requestHash), language.parameter,
        .text(title),
        .int4Array(batch.map { Int32(clamping: $0) }),
        .int4Array(batch.map { Int32(clamping: chunks[$0].range.lowerBound) }),
        .int4Array(batch.map { Int32(clamping: chunks[$0].range.upperBound) }),
        .int4Array(batch.map { chunks[$0].tokenCount }),
        .textArray(headings), .textArray(headings.map { SearchText(indexing: $0).whole }),
        .textArray(contents), .textArray(contents.map { SearchText(indexing: $0).whole }),
      ]
    }
  }

  private var batches: [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for (place, chunk) in chunks.enumerated() {
      if place - start == Self.batchChunks || (place > start && bytes > Self.batchBytes) {
        batches.append(start..<place)
        start = place
        bytes = 0
      }
      bytes += chunk.range.count
    }
    batches.append(start..<chunks.count)
    return batches
  }

  private func text(of chunk: Chunk) -> String {
    let utf8 = document.content.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: chunk.range.lowerBound)
    return String(document.content[start..<utf8.index(start, offsetBy: chunk.range.count)])
  }
}
