import Foundation
import Wire

/// Documents for people.
enum DocumentTables {
  static func put(_ reply: EngramV1.PutDocumentResponse) -> TextTable {
    var table = TextTable([
      .init(text: "outcome"), .init(text: "version", alignment: .right),
      .init(text: "chunks", alignment: .right), .init(text: "scope"), .init(text: "id"),
    ])
    let document = reply.document ?? EngramV1.Document()
    table.add([
      reply.outcome.word, "\(document.version)", "\(document.chunkCount)", document.scope.word,
      document.documentID,
    ])
    return table
  }

  static func listed(_ documents: [EngramV1.Document]) -> TextTable {
    var table = TextTable([
      .init(text: "scope"), .init(text: "version", alignment: .right),
      .init(text: "chunks", alignment: .right), .init(text: "embedding"), .init(text: "id"),
      .init(text: "title"),
    ])
    for document in documents {
      table.add([
        document.scope.word, "\(document.version)", "\(document.chunkCount)",
        document.embeddingState.word, document.documentID, document.title,
      ])
    }
    return table
  }

  /// The ranks are those by words and by meaning.
  static func found(_ results: [EngramV1.ChunkResult]) -> TextTable {
    var table = TextTable([
      .init(text: "score", alignment: .right), .init(text: "words", alignment: .right),
      .init(text: "meaning", alignment: .right), .init(text: "document"),
      .init(text: "chunk", alignment: .right), .init(text: "content"),
    ])
    for result in results {
      table.add([
        String(format: "%.3f", result.score), rank(result.wordRank), rank(result.vectorRank),
        result.title.isEmpty ? result.documentID : result.title, "\(result.ordinal)",
        result.content,
      ])
    }
    return table
  }

  private static func rank(_ rank: Int32) -> String { rank == 0 ? "-" : "\(rank)" }
}
