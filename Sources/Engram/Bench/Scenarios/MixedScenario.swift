import Client
import Wire

/// What an assistant does: mostly reads the last turns, and adds its own.
struct MixedScenario: BenchScenario {
  static let name = "mixed"
  static let summary = "30 % append, 60 % list, 10 % GetConversation"

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    weighted(AppendScenario().requests(subject), 3) + weighted(ListScenario().requests(subject), 6)
      + subject.requests("GetConversation", Self.request)
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    try await AppendScenario().check(client, subject)
    try await ListScenario().check(client, subject)
    for conversation in subject.conversations.prefix(1) {
      _ = try await client.conversations.getConversation(Self.request(conversation))
    }
  }

  private func weighted(_ requests: [BenchRequest], _ weight: Int) -> [BenchRequest] {
    requests.map { request in
      var request = request
      request.weight = weight
      return request
    }
  }

  private static func request(
    _ conversation: BenchSubject.Conversation
  ) -> EngramV1.GetConversationRequest {
    .init(
      organizationID: conversation.organizationID, conversationID: conversation.conversationID)
  }
}
