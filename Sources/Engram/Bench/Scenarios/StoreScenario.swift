import Client
import Wire

/// Writes: one memory a call, each with words that no other has.
struct StoreScenario: BenchScenario {
  static let name = "store"
  static let summary = "StoreMemory of 120 bytes for one of 500 users"
  static let need = BenchNeed.memories
  /// With the number, about 120 bytes.
  private static let wordsEach = 15

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    guard let memories = subject.memories else { return [] }
    return memories.writerIDs.map { userID in
      MemorySubject.request(
        "StoreMemory", Self.request(memories, userID, BenchRequest.numberPlace), isNumbered: true)
    }
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    guard let memories = subject.memories else { return }
    for userID in memories.writerIDs.prefix(1) {
      let reply = try await client.memories.storeMemory(Self.request(memories, userID, "check"))
      guard reply.outcome == .added else {
        throw RPCStatus(.dataLoss, "expected an added memory, got \(reply.outcome)")
      }
    }
  }

  private static func request(
    _ memories: MemorySubject, _ userID: String, _ end: String
  ) -> EngramV1.StoreMemoryRequest {
    .init(
      organizationID: memories.organizationID, type: .semantic, scope: .user, userID: userID,
      content: "\(BenchCorpus.words(wordsEach)) \(end)")
  }
}
