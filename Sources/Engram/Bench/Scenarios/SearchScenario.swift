import Client
import Wire

/// Finds: the best ten of 1,600 memories.
struct SearchScenario: BenchScenario {
  static let name = "search"
  static let summary = "SearchMemories by 5 to 8 words among 1,600 memories that the caller sees"
  static let need = BenchNeed.memories
  private static let queries = 64
  private static let limit: Int32 = 10

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    guard let memories = subject.memories else { return [] }
    return (0..<Self.queries).map { place in
      MemorySubject.request("SearchMemories", Self.request(memories, place))
    }
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    guard let memories = subject.memories else { return }
    let reply = try await client.memories.searchMemories(Self.request(memories, 0))
    guard reply.results.count == Self.limit, reply.usedEmbedding else {
      throw RPCStatus(
        .dataLoss,
        "expected \(Self.limit) memories found by words and meaning, got \(reply.results.count)")
    }
  }

  private static func request(
    _ memories: MemorySubject, _ place: Int
  ) -> EngramV1.SearchMemoriesRequest {
    .init(
      organizationID: memories.organizationID,
      projectID: memories.projectIDs[place % memories.projectIDs.count],
      userID: memories.readerIDs[place % memories.readerIDs.count],
      query: BenchCorpus.words(Int.random(in: 5...8)), limit: limit)
  }
}
