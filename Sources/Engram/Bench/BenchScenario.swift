import ArgumentParser
import Client
import Wire

/// What is called, over and over.
enum BenchScenario: String, CaseIterable, ExpressibleByArgument {
  /// `Health/Check`: the wire and the dispatch alone.
  case noop
  /// `AddMessages` of one message.
  case append
  /// `ListMessages` of the last ten.
  case list

  static let allNames = allCases.map(\.rawValue).joined(separator: ", ")

  /// One call; throws when it fails or its reply is not what was asked for.
  func call(_ client: EngramClient, _ subject: BenchSubject) async throws {
    switch self {
    case .noop:
      _ = try await client.health.check(.init())
    case .append:
      _ = try await client.conversations.addMessages(
        .init(
          organizationID: subject.organizationID, conversationID: subject.conversation(),
          messages: [.init(role: .user, content: BenchSubject.content)]))
    case .list:
      let page = try await client.conversations.listMessages(
        .init(
          organizationID: subject.organizationID, conversationID: subject.conversation(),
          order: .newestFirst, pageSize: 10))
      guard page.messages.count == 10 else {
        throw RPCStatus(.dataLoss, "expected 10 messages, got \(page.messages.count)")
      }
    }
  }
}
