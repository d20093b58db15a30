import Client
import Wire

/// The documents that a load looks things up in: an organization's, which all of its callers see.
struct DocumentSubject: Sendable {
  /// Some 200 chunks.
  private static let wordsEach = 18_000
  private static let poll = Duration.milliseconds(200)
  private static let patience = Duration.seconds(600)

  let organizationID: String
  /// How many there are, about: not more, but for one document. A search compares the vectors of up
  /// to 10,000 without an index.
  let chunks: Int32

  /// Puts the documents, and waits for their embeddings.
  ///
  /// - Throws: `CancellationError` when `control` says so.
  func create(with client: EngramClient, control: LoadControl) async throws {
    var ids: [String] = []
    var left = chunks
    var largest: Int32 = 0
    while left >= largest {
      guard control.reason == .none else { throw CancellationError() }
      let document = try await put(client)
      ids.append(document.documentID)
      largest = max(largest, document.chunkCount)
      left -= document.chunkCount
    }
    let end = ContinuousClock.now + Self.patience
    for id in ids { try await wait(for: id, until: end, client, control) }
  }

  private func put(_ client: EngramClient) async throws -> EngramV1.Document {
    let reply = try await client.documents.putDocument(
      .init(
        organizationID: organizationID, documentID: UUIDv7.next(), scope: .organization,
        title: BenchCorpus.words(3), content: BenchCorpus.words(Self.wordsEach)))
    guard let document = reply.document, document.chunkCount > 0 else {
      throw RPCStatus(.dataLoss, "a document was put that has no chunks")
    }
    return document
  }

  private func wait(
    for id: String, until end: ContinuousClock.Instant, _ client: EngramClient,
    _ control: LoadControl
  ) async throws {
    while true {
      guard control.reason == .none else { throw CancellationError() }
      let document = try await client.documents.getDocument(
        .init(organizationID: organizationID, documentID: id))
      if document.embeddingState == .ready { return }
      guard ContinuousClock.now < end else {
        throw RPCStatus(.unavailable, "the documents were not embedded in time")
      }
      try await Task.sleep(for: Self.poll)
    }
  }
}
