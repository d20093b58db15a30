import Client
import Foundation
import Testing
import Wire

@Suite struct ConversationServiceTests {
  @Test func `a conversation is created, filled, read back, changed and deleted`() async throws {
    let client = try await ServerFixture.shared.client
    let organization = ServerFixture.uniqueID()
    let made = try await client.conversations.createConversation(
      .init(
        organizationID: organization, userID: "ann", projectID: "apollo",
        metadataJSON: #"{"k":1}"#))
    #expect(made.organizationID == organization && made.projectID == "apollo")
    #expect(made.title == "" && made.metadataJSON == #"{"k": 1}"#)
    #expect(UUID(uuidString: made.conversationID)?.uuidString.lowercased() == made.conversationID)
    #expect(made.createdAt == made.updatedAt && made.createdAt?.seconds ?? 0 > 1_700_000_000)

    let added = try await client.conversations.addMessages(
      .init(
        organizationID: organization, conversationID: made.conversationID,
        messages: [
          .init(role: .system, content: "Be brief."),
          .init(
            role: .user, name: "Ann", content: "How are you? I am fine.",
            metadataJSON: #"{"m":[]}"#, occurredAt: .init(seconds: 5, nanos: 7_000)),
        ]))
    #expect(added.messages.map(\.seq) == [1, 2] && added.activeMessageCount == 2)
    #expect(added.messages.allSatisfy { $0.tokenCount > 0 && $0.createdAt != nil })

    let page = try await client.conversations.listMessages(
      .init(
        organizationID: organization, conversationID: made.conversationID, order: .newestFirst,
        pageSize: 1))
    let message = try #require(page.messages.first)
    #expect(message.messageID == added.messages[1].messageID && message.seq == 2)
    #expect(message.role == .user && message.name == "Ann")
    #expect(message.content == "How are you? I am fine." && message.metadataJSON == #"{"m": []}"#)
    #expect(message.occurredAt == .init(seconds: 5, nanos: 7_000) && message.deletedAt == nil)
    let rest = try await client.conversations.listMessages(
      .init(
        organizationID: organization, conversationID: made.conversationID, order: .newestFirst,
        pageSize: 1, pageToken: page.nextPageToken))
    #expect(rest.messages.map(\.seq) == [1] && rest.nextPageToken.isEmpty)

    let deleted = try await client.conversations.deleteMessages(
      .init(
        organizationID: organization, conversationID: made.conversationID,
        messageIDs: [message.messageID]))
    #expect(deleted.deletedCount == 1)

    let updated = try await client.conversations.updateConversation(
      .init(
        organizationID: organization, conversationID: made.conversationID, title: "Chat",
        updateMask: .init(paths: ["title", "metadata_json"])))
    #expect(updated.title == "Chat" && updated.metadataJSON == "")
    #expect(
      try await client.conversations.getConversation(
        .init(organizationID: organization, conversationID: made.conversationID)) == updated)
    let list = try await client.conversations.listConversations(
      .init(organizationID: organization, userID: "ann", projectID: "apollo"))
    #expect(list.conversations == [updated] && list.nextPageToken.isEmpty)

    _ = try await client.conversations.deleteConversation(
      .init(organizationID: organization, conversationID: made.conversationID))
    await expect(.notFound) {
      try await client.conversations.getConversation(
        .init(organizationID: organization, conversationID: made.conversationID))
    }
  }

  @Test func `a retry with the same ids returns the first result, another request is refused`()
    async throws
  {
    let client = try await ServerFixture.shared.client
    let create = EngramV1.CreateConversationRequest(
      organizationID: ServerFixture.uniqueID(), conversationID: UUID().uuidString, userID: "ann")
    let made = try await client.conversations.createConversation(create)
    #expect(try await client.conversations.createConversation(create) == made)
    var changed = create
    changed.title = "another"
    await expect(.alreadyExists, field: "conversation_id") {
      try await client.conversations.createConversation(changed)
    }
    var add = EngramV1.AddMessagesRequest(
      organizationID: create.organizationID, conversationID: create.conversationID,
      messages: [.init(messageID: UUID().uuidString, role: .user, content: "once")])
    let first = try await client.conversations.addMessages(add)
    #expect(try await client.conversations.addMessages(add) == first)
    add.messages.append(.init(messageID: UUID().uuidString, role: .user, content: "more"))
    await expect(.alreadyExists, field: "messages[0].message_id") {
      try await client.conversations.addMessages(add)
    }
  }

  @Test func `messages of a megabyte cross the wire, three to a page`() async throws {
    let client = try await ServerFixture.shared.client
    let organization = ServerFixture.uniqueID()
    let made = try await client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann"))
    let large = String(repeating: "é", count: 524_288)
    for _ in 0..<4 {
      _ = try await client.conversations.addMessages(
        .init(
          organizationID: organization, conversationID: made.conversationID,
          messages: [.init(role: .user, content: large)]))
    }
    let page = try await client.conversations.listMessages(
      .init(organizationID: organization, conversationID: made.conversationID))
    #expect(page.messages.map(\.seq) == [1, 2, 3] && !page.nextPageToken.isEmpty)
    #expect(page.messages.allSatisfy { $0.content == large })
  }

  @Test func `a call past its deadline is refused as such`() async throws {
    let client = try await ServerFixture.shared.client
    await expect(.deadlineExceeded) {
      try await client.conversations.getConversation(
        .init(organizationID: "o", conversationID: UUID().uuidString),
        options: CallOptions(timeout: .nanoseconds(1)))
    }
  }
}
