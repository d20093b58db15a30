import Client
import Foundation
import Testing
import Wire

@Suite struct MessageSearchServiceTests {
  private let organization = ServerFixture.uniqueID()

  private func conversation(
    _ client: EngramClient, user: String = "ann", project: String = "",
    _ messages: [EngramV1.NewMessage]
  ) async throws -> String {
    let id = try await client.conversations.createConversation(
      .init(organizationID: organization, userID: user, projectID: project)
    ).conversationID
    if !messages.isEmpty {
      _ = try await client.conversations.addMessages(
        .init(organizationID: organization, conversationID: id, messages: messages))
    }
    return id
  }

  private func contents(
    _ client: EngramClient, _ request: EngramV1.SearchMessagesRequest
  ) async throws -> [String] {
    try await client.conversations.searchMessages(request).results.compactMap(\.message?.content)
  }

  @Test func `a message is found with all that it is, by any form of its words`() async throws {
    let client = try await ServerFixture.shared.client
    let id = try await conversation(
      client,
      [
        .init(role: .system, content: "Be brief."),
        .init(
          role: .user, name: "Ann", content: "We are planning a trip to Zürich.",
          metadataJSON: #"{"k": 1}"#, occurredAt: .init(seconds: 5)),
        .init(role: .assistant, content: "When would you like to go?"),
      ])
    let reply = try await client.conversations.searchMessages(
      .init(organizationID: organization, conversationID: id, query: "the trips that Ann planned"))
    #expect(reply.isComplete && !reply.usedEmbedding)
    let best = try #require(reply.results.first)
    let listed = try await client.conversations.listMessages(
      .init(organizationID: organization, conversationID: id))
    #expect(best.message == listed.messages[1] && best.conversationID == id)
    #expect(best.wordRank == 1 && best.vectorRank == 0 && best.score > 0 && !best.isSummarised)
  }

  @Test func `a search looks through what its scope names, and nothing else`() async throws {
    let client = try await ServerFixture.shared.client
    let one = try await conversation(client, project: "p", [.init(role: .user, content: "tea 1")])
    _ = try await conversation(client, [.init(role: .user, content: "tea 2")])
    _ = try await conversation(
      client, user: "bob", project: "p", [.init(role: .user, content: "tea 3")])
    let scopes: [(EngramV1.SearchMessagesRequest, [String])] = [
      (.init(conversationID: one), ["tea 1"]),
      (.init(conversationID: one, projectID: "p"), ["tea 1"]),
      (.init(userID: "ann"), ["tea 1", "tea 2"]),
      (.init(userID: "ann", projectID: "p"), ["tea 1"]),
      (.init(userID: "nobody"), []),
      (.init(wholeOrganization: true), ["tea 1", "tea 2", "tea 3"]),
      (.init(wholeOrganization: true, projectID: "p"), ["tea 1", "tea 3"]),
      (.init(wholeOrganization: true, projectID: "q"), []),
    ]
    for (scope, expected) in scopes {
      var request = scope
      request.organizationID = organization
      request.query = "tea"
      #expect(try await contents(client, request).sorted() == expected, "\(scope)")
    }
    await expect(.notFound) {
      try await client.conversations.searchMessages(
        .init(organizationID: organization, conversationID: one, projectID: "q", query: "tea"))
    }
  }

  @Test func `what a user, a project or a conversation had is not found once it is deleted`()
    async throws
  {
    let client = try await ServerFixture.shared.client
    let one = try await conversation(client, [.init(role: .user, content: "tea 1")])
    _ = try await conversation(client, user: "bob", [.init(role: .user, content: "tea 2")])
    _ = try await conversation(
      client, user: "cai", project: "p", [.init(role: .user, content: "tea 3")])
    let all = EngramV1.SearchMessagesRequest(
      organizationID: organization, wholeOrganization: true, query: "tea")
    #expect(try await contents(client, all).sorted() == ["tea 1", "tea 2", "tea 3"])
    _ = try await client.conversations.deleteConversation(
      .init(organizationID: organization, conversationID: one))
    #expect(try await contents(client, all).sorted() == ["tea 2", "tea 3"])
    _ = try await client.organizations.deleteUser(
      .init(organizationID: organization, userID: "bob"))
    #expect(try await contents(client, all) == ["tea 3"])
    _ = try await client.organizations.deleteProject(
      .init(organizationID: organization, projectID: "p"))
    #expect(try await contents(client, all).isEmpty)
  }

  @Test func `filters leave messages of these roles and of this time`() async throws {
    let client = try await ServerFixture.shared.client
    let id = try await conversation(
      client,
      [
        .init(role: .user, content: "tea 1", occurredAt: .init(seconds: 10)),
        .init(role: .assistant, content: "tea 2", occurredAt: .init(seconds: 20)),
        .init(role: .tool, content: "tea 3", occurredAt: .init(seconds: 30)),
      ])
    let filters: [(EngramV1.SearchMessagesRequest, [String])] = [
      (.init(roles: [.assistant, .tool]), ["tea 2", "tea 3"]),
      (.init(occurredAfter: .init(seconds: 20)), ["tea 2", "tea 3"]),
      (.init(occurredBefore: .init(seconds: 20)), ["tea 1"]),
      (
        .init(occurredAfter: .init(seconds: 15), occurredBefore: .init(seconds: 25)), ["tea 2"]
      ),
    ]
    for (filter, expected) in filters {
      var request = filter
      request.organizationID = organization
      request.conversationID = id
      request.query = "tea"
      #expect(try await contents(client, request).sorted() == expected, "\(filter)")
    }
    let one = try await client.conversations.searchMessages(
      .init(organizationID: organization, conversationID: id, query: "tea", limit: 1))
    #expect(one.results.count == 1)
  }
}
