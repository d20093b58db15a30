import Client
import Wire

/// Writes: one message a call.
struct AppendScenario: BenchScenario {
  static let name = "append"
  static let summary = "AddMessages of one message of 120 bytes to a conversation at random"

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    subject.requests("AddMessages", Self.request)
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    for conversation in subject.conversations.prefix(1) {
      let reply = try await client.conversations.addMessages(Self.request(conversation))
      guard reply.messages.count == 1 else {
        throw RPCStatus(.dataLoss, "expected 1 appended message, got \(reply.messages.count)")
      }
    }
  }

  private static func request(
    _ conversation: BenchSubject.Conversation
  ) -> EngramV1.AddMessagesRequest {
    .init(
      organizationID: conversation.organizationID, conversationID: conversation.conversationID,
      messages: [.init(role: .user, content: BenchSubject.content)])
  }
}
