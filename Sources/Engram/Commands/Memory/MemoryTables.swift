import Foundation
import Wire

/// Memories for people.
enum MemoryTables {
  static func stored(_ reply: EngramV1.StoreMemoryResponse) -> TextTable {
    var table = TextTable([
      .init(text: "outcome"), .init(text: "embedding"), .init(text: "scope"), .init(text: "id"),
    ])
    let memory = reply.memory ?? EngramV1.Memory()
    table.add([
      reply.outcome.word, reply.outcome == .evicted ? "-" : memory.embeddingState.word,
      memory.scope.word, memory.memoryID,
    ])
    return table
  }

  /// The ranks are those by words and by meaning.
  static func found(_ results: [EngramV1.MemoryResult]) -> TextTable {
    var table = TextTable(
      [
        .init(text: "score", alignment: .right), .init(text: "words", alignment: .right),
        .init(text: "meaning", alignment: .right),
      ] + titles)
    for result in results {
      table.add(
        [
          String(format: "%.3f", result.score), rank(result.wordRank), rank(result.vectorRank),
        ] + cells(result.memory ?? EngramV1.Memory()))
    }
    return table
  }

  static func listed(_ memories: [EngramV1.Memory]) -> TextTable {
    var table = TextTable([.init(text: "created")] + titles)
    for memory in memories { table.add([day(memory.createdAt)] + cells(memory)) }
    return table
  }

  private static let titles: [TextTable.Title] = [
    .init(text: "scope"), .init(text: "type"), .init(text: "imp", alignment: .right),
    .init(text: "content"),
  ]

  private static func cells(_ memory: EngramV1.Memory) -> [String] {
    [memory.scope.word, memory.type.word, "\(memory.importance)", memory.content]
  }

  private static func rank(_ rank: Int32) -> String { rank == 0 ? "-" : "\(rank)" }

  private static func day(_ time: GoogleProtobuf.Timestamp?) -> String {
    guard let time else { return "-" }
    return String(
      Date(timeIntervalSince1970: Double(time.seconds)).ISO8601Format().prefix(10))
  }
}
