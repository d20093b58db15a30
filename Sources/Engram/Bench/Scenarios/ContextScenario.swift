import Client
import Wire

/// Asks what a model is to read: summaries, memories, recalled messages, documents and the latest
/// messages.
struct ContextScenario: BenchScenario {
  static let name = "context"
  static let summary =
    "GetConversationContext of 8 summaries, 10 messages, 1,600 memories and 10,000 chunks"
  static let need = BenchNeed.contexts
  private static let queries = 64

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    guard let contexts = subject.contexts else { return [] }
    return (0..<Self.queries).map { _ in
      BenchRequest(
        service: "engram.v1.ConversationService", method: "GetConversationContext",
        payload: Self.request(contexts).packed())
    }
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    guard let contexts = subject.contexts else { return }
    let context = try await client.conversations.getConversationContext(Self.request(contexts))
    let kinds: [EngramV1.ContextSectionType] = [
      .summaries, .memories, .recalledMessages, .documents, .messages,
    ]
    guard context.sections.map(\.type) == kinds, context.usedEmbedding else {
      throw RPCStatus(.dataLoss, "expected \(kinds), got \(context.sections.map(\.type))")
    }
  }

  private static func request(
    _ contexts: ContextSubject
  ) -> EngramV1.GetConversationContextRequest {
    .init(
      organizationID: contexts.organizationID, conversationID: contexts.conversationID,
      query: BenchCorpus.words(.random(in: 5...8)))
  }
}
