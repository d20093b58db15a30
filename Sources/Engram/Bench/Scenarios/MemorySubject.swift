import Client
import Foundation
import Wire

/// The memories that a load searches, and users that it stores memories of, in an organization of
/// their own.
struct MemorySubject: Sendable {
  private static let organizationMemories = 1_000
  private static let projectMemories = 500
  private static let readerMemories = 100
  private static let batch = 500
  /// About 120 bytes of six letters and a blank.
  private static let wordsEach = 17

  let organizationID = "bench-\(UUID())"
  let projectIDs = (1...2).map { "project-\($0)" }
  /// Users who search: with the organization's and a project's, each sees 1,600 memories.
  let readerIDs = (1...4).map { "reader-\($0)" }
  /// Users to store memories of: so many that few of them come to their limit.
  let writerIDs = (1...500).map { "writer-\($0)" }

  /// Stores the memories with their embeddings, and one of each writer.
  ///
  /// - Throws: `CancellationError` when `control` says so.
  func create(with client: EngramClient, control: LoadControl) async throws {
    let memories = all()
    for start in stride(from: 0, to: memories.count, by: Self.batch) {
      guard control.reason == .none else { throw CancellationError() }
      let batch = Array(memories[start..<min(start + Self.batch, memories.count)])
      let reply = try await client.memories.storeMemories(
        .init(organizationID: organizationID, memories: batch, waitForEmbedding: true))
      guard reply.memories.allSatisfy({ $0.embeddingState == .ready }) else {
        throw RPCStatus(.unavailable, "the memories to search were not embedded in time")
      }
    }
  }

  private func all() -> [EngramV1.NewMemory] {
    let ofOrganization = (0..<Self.organizationMemories).map { _ in
      EngramV1.NewMemory(
        type: .semantic, scope: .organization, content: BenchCorpus.words(Self.wordsEach))
    }
    let ofProjects = projectIDs.flatMap { projectID in
      (0..<Self.projectMemories).map { _ in
        EngramV1.NewMemory(
          type: .semantic, scope: .project, projectID: projectID,
          content: BenchCorpus.words(Self.wordsEach))
      }
    }
    return ofOrganization + ofProjects
      + readerIDs.flatMap { memories(of: $0, count: Self.readerMemories) }
      + writerIDs.flatMap { memories(of: $0, count: 1) }
  }

  private func memories(of userID: String, count: Int) -> [EngramV1.NewMemory] {
    (0..<count).map { _ in
      .init(
        type: .semantic, scope: .user, userID: userID,
        content: BenchCorpus.words(Self.wordsEach))
    }
  }

  /// A call of `MemoryService`.
  static func request(
    _ method: String, _ request: some WireMessage, isNumbered: Bool = false
  ) -> BenchRequest {
    BenchRequest(
      service: "engram.v1.MemoryService", method: method, payload: request.packed(),
      isNumbered: isNumbered)
  }
}
