import Client
import Foundation
import Wire

/// The conversations that a benchmark reads and writes, in an organization of their own.
struct BenchSubject: Sendable {
  /// What each message says: 120 bytes, about the length of a chat turn.
  static let content = String(repeating: "We agreed to move the launch. ", count: 4)
  private static let conversationCount = 8
  private static let initialMessages = 100

  let organizationID: String
  private let conversationIDs: [String]

  /// Creates the conversations, each with some messages to read.
  static func create(with client: EngramClient) async throws -> BenchSubject {
    let organizationID = "bench-\(UUID())"
    var conversationIDs: [String] = []
    for _ in 0..<conversationCount {
      let conversation = try await client.conversations.createConversation(
        .init(organizationID: organizationID, userID: "bench"))
      _ = try await client.conversations.addMessages(
        .init(
          organizationID: organizationID, conversationID: conversation.conversationID,
          messages: Array(
            repeating: .init(role: .user, content: content), count: initialMessages)))
      conversationIDs.append(conversation.conversationID)
    }
    return BenchSubject(organizationID: organizationID, conversationIDs: conversationIDs)
  }

  /// One of the conversations, at random.
  func conversation() -> String {
    conversationIDs.randomElement() ?? ""
  }

  /// Deletes the organization and all in it.
  func delete(with client: EngramClient) async throws {
    _ = try await client.organizations.deleteOrganization(.init(organizationID: organizationID))
  }
}
