import Client
import Wire

/// The conversation whose context a load asks for: of a user who sees 1,600 memories and chunks
/// of documents, most of it summarised.
struct ContextSubject: Sendable {
  private static let summaries = 8
  private static let batch = 500
  private static let consolidationAttempts = 60
  private static let activeMessages = 10
  /// About 120 bytes.
  private static let wordsEach = 17

  let organizationID: String
  let conversationID = UUIDv7.next()
  private let userID: String
  private let projectID: String

  private let documents: DocumentSubject
  private let messagesEach: Int

  init(_ memories: MemorySubject, messages: Int, chunks: Int32) {
    messagesEach = messages / Self.summaries
    documents = DocumentSubject(organizationID: memories.organizationID, chunks: chunks)
    organizationID = memories.organizationID
    userID = memories.readerIDs[0]
    projectID = memories.projectIDs[0]
  }

  /// Puts the documents, appends the messages, and has them consolidated bit by bit.
  ///
  /// - Throws: `CancellationError` when `control` says so.
  func create(with client: EngramClient, control: LoadControl) async throws {
    try await documents.create(with: client, control: control)
    _ = try await client.conversations.createConversation(
      .init(
        organizationID: organizationID, conversationID: conversationID, userID: userID,
        projectID: projectID))
    try await append(Self.activeMessages, client)
    for _ in 0..<Self.summaries {
      guard control.reason == .none else { throw CancellationError() }
      try await append(messagesEach, client)
      try await consolidate(client)
    }
  }

  /// Each call waits as long as it may.
  // Swift 6.3.1 breaks down where it is inlined.
  @inline(never)
  private func consolidate(_ client: EngramClient) async throws {
    for _ in 0..<Self.consolidationAttempts {
      let reply = try await client.conversations.consolidateConversation(
        .init(organizationID: organizationID, conversationID: conversationID, wait: true))
      if reply.isDone { return }
    }
    throw RPCStatus(.unavailable, "the conversation was not consolidated in time")
  }

  private func append(_ count: Int, _ client: EngramClient) async throws {
    var left = count
    while left > 0 {
      let batch = min(left, Self.batch)
      _ = try await client.conversations.addMessages(request(batch))
      left -= batch
    }
  }

  private func request(_ count: Int) -> EngramV1.AddMessagesRequest {
    .init(
      organizationID: organizationID, conversationID: conversationID,
      messages: (0..<count).map { place in
        .init(
          role: place.isMultiple(of: 2) ? .user : .assistant,
          content: BenchCorpus.words(Self.wordsEach))
      })
  }
}
