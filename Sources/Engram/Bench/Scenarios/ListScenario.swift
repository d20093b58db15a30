import Client
import Wire

/// Reads: the last messages of a conversation.
struct ListScenario: BenchScenario {
  static let name = "list"
  static let summary = "ListMessages of the newest ten messages of a conversation at random"
  private static let pageSize: Int32 = 10

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    subject.requests("ListMessages", Self.request)
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    for conversation in subject.conversations.prefix(1) {
      let page = try await client.conversations.listMessages(Self.request(conversation))
      guard page.messages.count == Int(Self.pageSize) else {
        throw RPCStatus(
          .dataLoss, "expected \(Self.pageSize) messages, got \(page.messages.count)")
      }
    }
  }

  private static func request(
    _ conversation: BenchSubject.Conversation
  ) -> EngramV1.ListMessagesRequest {
    .init(
      organizationID: conversation.organizationID, conversationID: conversation.conversationID,
      order: .newestFirst, pageSize: pageSize)
  }
}
