import Client
import Foundation
import Testing
import Wire

/// Whatever one organization asks with the real ids of another, it gets and changes nothing of it.
@Suite struct IsolationTests {
  /// What an organization owns.
  struct Owned {
    let organization = ServerFixture.uniqueID()
    let user = ServerFixture.uniqueID("user")
    let project = ServerFixture.uniqueID("project")
    let conversation: String
    let message: String
    let memory: String
    let document: String

    init(_ client: EngramClient) async throws {
      conversation = try await client.conversations.createConversation(
        .init(
          organizationID: organization, userID: user, projectID: project, title: "secret title",
          metadataJSON: #"{"secret":1}"#)
      ).conversationID
      message = try await client.conversations.addMessages(
        .init(
          organizationID: organization, conversationID: conversation,
          messages: [.init(role: .user, content: "secret"), .init(role: .user, content: "more")])
      ).messages[0].messageID
      memory =
        try await client.memories.storeMemory(
          .init(
            organizationID: organization, type: .semantic, scope: .user, projectID: project,
            userID: user, conversationID: conversation, content: "secret memory",
            metadataJSON: #"{"secret":1}"#, waitForEmbedding: true)
        ).memory?.memoryID ?? ""
      document =
        try await client.documents.putDocument(
          .init(
            organizationID: organization, scope: .user, projectID: project, userID: user,
            title: "secret title", metadataJSON: #"{"secret":1}"#, content: "secret document")
        ).document?.documentID ?? ""
    }
  }

  /// All that can be read of what is owned.
  private func snapshot(_ owned: Owned, _ client: EngramClient) async throws -> [String] {
    let conversation = try await client.conversations.getConversation(
      .init(organizationID: owned.organization, conversationID: owned.conversation))
    let messages = try await client.conversations.listMessages(
      .init(organizationID: owned.organization, conversationID: owned.conversation))
    let user = try await client.organizations.getUser(
      .init(organizationID: owned.organization, userID: owned.user))
    let project = try await client.organizations.getProject(
      .init(organizationID: owned.organization, projectID: owned.project))
    let organization = try await client.organizations.getOrganization(
      .init(organizationID: owned.organization))
    let memory = try await client.memories.getMemory(
      .init(organizationID: owned.organization, memoryID: owned.memory))
    let document = try await client.documents.getDocument(
      .init(
        organizationID: owned.organization, documentID: owned.document, includeContent: true))
    let settings = try await client.organizations.getSettings(
      .init(organizationID: owned.organization))
    return [
      memory.json(), document.json(), settings.json(),
      conversation.json(), messages.json(), user.json(), project.json(), organization.json(),
    ]
  }

  /// A method tried by `me` with what `them` owns; it fails the test where something leaks.
  typealias Attempt =
    @Sendable (_ client: EngramClient, _ me: String, _ them: Owned) async throws -> Void

  /// Of all services.
  private static let all = attempts.merging(memoryAttempts) { first, _ in first }
    .merging(documentAttempts) { first, _ in first }
    .merging(jobAttempts) { first, _ in first }
    .merging(consolidationAttempts) { first, _ in first }
    .merging(contextAttempts) { first, _ in first }

  /// By the names of the methods; `all methods are tried` holds them against the catalogue.
  private static let attempts: [String: Attempt] = [
    "CreateConversation": { client, me, them in
      // Ids are an organization's own: this makes another conversation.
      let made = try await client.conversations.createConversation(
        .init(organizationID: me, conversationID: them.conversation, userID: them.user))
      #expect(made.title == "" && made.messageCount == 0 && made.metadataJSON == "")
    },
    "GetConversation": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.getConversation(
          .init(organizationID: me, conversationID: them.conversation))
      }
    },
    "ListConversations": { client, me, them in
      for request in [
        EngramV1.ListConversationsRequest(organizationID: me),
        .init(organizationID: me, userID: them.user),
        .init(organizationID: me, projectID: them.project),
        .init(organizationID: me, userID: them.user, projectID: them.project),
      ] {
        let list = try await client.conversations.listConversations(request)
        #expect(list.conversations.isEmpty)
      }
    },
    "UpdateConversation": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.updateConversation(
          .init(
            organizationID: me, conversationID: them.conversation, title: "mine",
            updateMask: .init(paths: ["title"])))
      }
    },
    "DeleteConversation": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.deleteConversation(
          .init(organizationID: me, conversationID: them.conversation))
      }
    },
    "AddMessages": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.addMessages(
          .init(
            organizationID: me, conversationID: them.conversation,
            messages: [.init(role: .user, content: "intruder")]))
      }
    },
    "ListMessages": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.listMessages(
          .init(organizationID: me, conversationID: them.conversation))
      }
      let token = try await client.conversations.listMessages(
        .init(
          organizationID: them.organization, conversationID: them.conversation, pageSize: 1)
      ).nextPageToken
      await expect(.invalidArgument, field: "page_token") {
        try await client.conversations.listMessages(
          .init(
            organizationID: me, conversationID: them.conversation, pageSize: 1, pageToken: token))
      }
    },
    "DeleteMessages": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.deleteMessages(
          .init(
            organizationID: me, conversationID: them.conversation, messageIDs: [them.message]))
      }
      let own = try await client.conversations.createConversation(
        .init(organizationID: me, userID: "me"))
      await expect(.notFound, field: "message_ids[0]") {
        try await client.conversations.deleteMessages(
          .init(
            organizationID: me, conversationID: own.conversationID, messageIDs: [them.message]))
      }
    },
    "SearchMessages": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.searchMessages(
          .init(organizationID: me, conversationID: them.conversation, query: "secret"))
      }
      for request in [
        EngramV1.SearchMessagesRequest(organizationID: me, userID: them.user, query: "secret"),
        .init(organizationID: me, wholeOrganization: true, query: "secret"),
        .init(
          organizationID: me, wholeOrganization: true, projectID: them.project, query: "secret"),
      ] {
        let found = try await client.conversations.searchMessages(request)
        #expect(found.results.isEmpty && found.isComplete)
      }
    },
    "Chat": { client, me, them in
      await expect(.notFound) {
        for try await _ in client.conversations.chat(
          .init(organizationID: me, conversationID: them.conversation, content: "intruder"))
        {}
      }
    },
    "PutOrganization": { client, me, _ in
      _ = try await client.organizations.putOrganization(.init(organizationID: me))
    },
    "GetSettings": { client, me, them in
      await expect(.notFound) {
        try await client.organizations.getSettings(.init(organizationID: me))
      }
    },
    "UpdateSettings": { client, me, them in
      let settings = try await client.organizations.updateSettings(
        .init(
          organizationID: me, userMemoryLimit: 1,
          updateMask: .init(paths: ["user_memory_limit"])))
      #expect(settings.organizationID == me && settings.userMemoryLimit == 1)
    },
    "GetOrganization": { client, me, _ in
      await expect(.notFound) {
        try await client.organizations.getOrganization(.init(organizationID: me))
      }
    },
    "ListOrganizations": { client, _, them in
      // Concerns the whole deployment, until there is authentication: it shows that an organization
      // is there, and nothing of what is in it.
      let organization = try await client.organizations.getOrganization(
        .init(organizationID: them.organization))
      var listed: [EngramV1.Organization] = []
      var token = ""
      repeat {
        let page = try await client.organizations.listOrganizations(
          .init(pageSize: 1_000, pageToken: token))
        listed += page.organizations.filter { $0.organizationID == them.organization }
        token = page.nextPageToken
      } while !token.isEmpty
      #expect(listed == [organization])
      let json = organization.json()
      for own in [them.user, them.project, them.conversation, them.message, "secret"] {
        #expect(!json.contains(own))
      }
    },
    "DeleteOrganization": { client, me, _ in
      await expect(.notFound) {
        try await client.organizations.deleteOrganization(.init(organizationID: me))
      }
    },
    "PutProject": { client, me, them in
      let made = try await client.organizations.putProject(
        .init(organizationID: me, projectID: them.project, displayName: "mine"))
      #expect(made.organizationID == me)
    },
    "GetProject": { client, me, them in
      await expect(.notFound) {
        try await client.organizations.getProject(
          .init(organizationID: me, projectID: them.project))
      }
    },
    "ListProjects": { client, me, _ in
      let list = try await client.organizations.listProjects(.init(organizationID: me))
      #expect(list.projects.isEmpty)
    },
    "DeleteProject": { client, me, them in
      await expect(.notFound) {
        try await client.organizations.deleteProject(
          .init(organizationID: me, projectID: them.project))
      }
    },
    "PutUser": { client, me, them in
      let made = try await client.organizations.putUser(
        .init(organizationID: me, userID: them.user, displayName: "mine"))
      #expect(made.organizationID == me)
    },
    "GetUser": { client, me, them in
      await expect(.notFound) {
        try await client.organizations.getUser(.init(organizationID: me, userID: them.user))
      }
    },
    "ListUsers": { client, me, _ in
      let list = try await client.organizations.listUsers(.init(organizationID: me))
      #expect(list.users.isEmpty)
    },
    "DeleteUser": { client, me, them in
      await expect(.notFound) {
        try await client.organizations.deleteUser(.init(organizationID: me, userID: them.user))
      }
    },
  ]

  @Test func `all methods are tried`() {
    let services = [
      "engram.v1.ConversationService", "engram.v1.DocumentService", "engram.v1.JobService",
      "engram.v1.MemoryService",
      "engram.v1.OrganizationService",
    ]
    let methods = WireMethods.all.filter { services.contains($0.service) }.map(\.method)
    #expect(Set(methods) == Set(Self.all.keys))
  }

  @Test(arguments: all.keys.sorted())
  func `a method given another organization's ids neither shows nor changes it`(
    method: String
  ) async throws {
    let client = try await ServerFixture.shared.client
    let them = try await Owned(client)
    let before = try await snapshot(them, client)
    let attempt = try #require(Self.all[method])
    try await attempt(client, ServerFixture.uniqueID("me"), them)
    #expect(try await snapshot(them, client) == before)
  }

  @Test func `one message id may serve two organizations`() async throws {
    let client = try await ServerFixture.shared.client
    let them = try await Owned(client)
    let own = ServerFixture.uniqueID("me")
    let conversation = try await client.conversations.createConversation(
      .init(organizationID: own, userID: "me"))
    let added = try await client.conversations.addMessages(
      .init(
        organizationID: own, conversationID: conversation.conversationID,
        messages: [.init(messageID: them.message, role: .user, content: "mine")]))
    #expect(added.messages[0].seq == 1)
  }
}
