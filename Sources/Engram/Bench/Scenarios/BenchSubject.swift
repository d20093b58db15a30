import Client
import Foundation
import Wire

/// The conversations and memories that a load reads and writes, in organizations of their own.
struct BenchSubject: Sendable {
  /// What each message says: 120 bytes, about the length of a chat turn.
  static let content = String(repeating: "We agreed to move the launch. ", count: 4)
  private static let initialMessages = 100
  /// Conversations that are created at one time.
  private static let creators = 8

  struct Conversation: Sendable, Hashable {
    let organizationID: String
    let conversationID: String
  }

  let organizationIDs: [String]
  /// Spread evenly over the organizations; there once ``create(with:control:)`` has ended.
  let conversations: [Conversation]
  /// Those of scenarios that need them.
  var memories: MemorySubject?
  /// In the organization of the memories.
  var contexts: ContextSubject?

  /// All organizations.
  var ownedIDs: [String] { organizationIDs + (memories.map { [$0.organizationID] } ?? []) }

  init(organizations: Int, conversations: Int) {
    let run = UUID()
    let ids = (1...max(organizations, 1)).map { "bench-\(run)-\($0)" }
    organizationIDs = organizations > 0 ? ids : []
    self.conversations = (0..<conversations).map { index in
      Conversation(organizationID: ids[index % ids.count], conversationID: UUIDv7.next())
    }
  }

  /// One call of `ConversationService` for each conversation.
  func requests(
    _ method: String, _ request: (Conversation) -> some WireMessage
  ) -> [BenchRequest] {
    conversations.map { conversation in
      BenchRequest(
        service: "engram.v1.ConversationService", method: method,
        payload: request(conversation).packed())
    }
  }

  /// None at all, for scenarios that need none.
  static let none = BenchSubject(organizations: 0, conversations: 0)

  /// Creates the conversations, each with some messages to read, and the memories.
  ///
  /// - Throws: `CancellationError` when `control` says so.
  func create(with client: EngramClient, control: LoadControl) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, conversation) in conversations.enumerated() where control.reason == .none {
        if index >= Self.creators { try await group.next() }
        group.addTask { try await Self.create(conversation, with: client) }
      }
      try await group.waitForAll()
    }
    // Only now that no call is on its way which could create something after the clean-up.
    guard control.reason == .none else { throw CancellationError() }
    try await memories?.create(with: client, control: control)
    try await contexts?.create(with: client, control: control)
  }

  private static func create(
    _ conversation: Conversation, with client: EngramClient
  ) async throws {
    _ = try await client.conversations.createConversation(
      .init(
        organizationID: conversation.organizationID, conversationID: conversation.conversationID,
        userID: "bench"))
    _ = try await client.conversations.addMessages(
      .init(
        organizationID: conversation.organizationID, conversationID: conversation.conversationID,
        messages: Array(repeating: .init(role: .user, content: content), count: initialMessages)))
  }

  /// Deletes the organizations and all in them, as far as they were created.
  func delete(with client: EngramClient) async throws {
    for organizationID in ownedIDs {
      try await Self.delete(organizationID, with: client)
    }
  }

  private static func delete(
    _ organizationID: String, with client: EngramClient
  ) async throws(RPCStatus) {
    let request = EngramV1.DeleteOrganizationRequest(organizationID: organizationID)
    do throws(RPCStatus) {
      _ = try await client.organizations.deleteOrganization(request)
    } catch {
      guard error.code == .notFound else { throw error }
    }
  }
}
