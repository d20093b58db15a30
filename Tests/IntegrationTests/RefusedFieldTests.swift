import Client
import Foundation
import Testing
import Wire

/// Every field that breaks a rule is INVALID_ARGUMENT, and named.
@Suite struct RefusedFieldTests {
  private let organization = ServerFixture.uniqueID()
  private let tooLong = String(repeating: "x", count: 501)
  private let uuid = UUID().uuidString

  @Test func `fields of CreateConversation`() async throws {
    let conversations = try await ServerFixture.shared.client.conversations
    let fine = EngramV1.CreateConversationRequest(organizationID: organization, userID: "ann")
    let refused: [(String, (inout EngramV1.CreateConversationRequest) -> Void)] = [
      ("organization_id", { $0.organizationID = "" }),
      ("organization_id", { $0.organizationID = "a\tb" }),
      ("conversation_id", { $0.conversationID = "not a UUID" }),
      ("user_id", { $0.userID = "" }),
      ("user_id", { $0.userID = String(repeating: "u", count: 129) }),
      ("project_id", { $0.projectID = "\u{1}" }),
      ("title", { $0.title = tooLong }),
      ("metadata_json", { $0.metadataJSON = "[]" }),
      ("user_id", { $0.userID = "nul \0" }),
    ]
    for (field, change) in refused {
      var request = fine
      change(&request)
      await expect(.invalidArgument, field: field) {
        try await conversations.createConversation(request)
      }
    }
  }

  @Test func `fields of SearchMessages`() async throws {
    let conversations = try await ServerFixture.shared.client.conversations
    let fine = EngramV1.SearchMessagesRequest(
      organizationID: organization, userID: "ann", query: "tea")
    let refused: [(String, (inout EngramV1.SearchMessagesRequest) -> Void)] = [
      ("organization_id", { $0.organizationID = "" }),
      ("conversation_id", { $0.userID = "" }),
      ("conversation_id", { $0.conversationID = "not a UUID" }),
      ("user_id", { $0.conversationID = uuid }),
      ("user_id", { $0.userID = String(repeating: "u", count: 129) }),
      ("whole_organization", { $0.wholeOrganization = true }),
      ("project_id", { $0.projectID = "\u{1}" }),
      ("query", { $0.query = " \n" }),
      ("query", { $0.query = String(repeating: "q", count: 16_385) }),
      ("roles[1]", { $0.roles = [.user, .unspecified] }),
      ("roles[0]", { $0.roles = [.unrecognized(99)] }),
      ("occurred_after", { $0.occurredAfter = .init(nanos: -1) }),
      ("occurred_before", { $0.occurredBefore = .init(seconds: .max) }),
      ("limit", { $0.limit = 101 }),
      ("limit", { $0.limit = -1 }),
    ]
    for (field, change) in refused {
      var request = fine
      change(&request)
      await expect(.invalidArgument, field: field) {
        try await conversations.searchMessages(request)
      }
    }
  }

  @Test func `fields of Chat`() async throws {
    let conversations = try await ServerFixture.shared.client.conversations
    let fine = EngramV1.ChatRequest(
      organizationID: organization, conversationID: uuid, content: "Hello")
    let refused: [(String, (inout EngramV1.ChatRequest) -> Void)] = [
      ("organization_id", { $0.organizationID = "" }),
      ("conversation_id", { $0.conversationID = "x" }),
      ("message_id", { $0.messageID = "x" }),
      ("content", { $0.content = String(repeating: "x", count: 1_048_577) }),
      ("name", { $0.name = tooLong }),
      ("metadata_json", { $0.metadataJSON = "[]" }),
      (
        "name",
        {
          $0.content = ""
          $0.name = "Ann"
        }
      ),
      (
        "metadata_json",
        {
          $0.content = ""
          $0.metadataJSON = "{}"
        }
      ),
      ("instructions", { $0.instructions = String(repeating: "x", count: 65_537) }),
      ("query", { $0.query = String(repeating: "x", count: 16_385) }),
      ("token_budget", { $0.tokenBudget = 63 }),
      ("token_budget", { $0.tokenBudget = 1_000_001 }),
      ("max_output_tokens", { $0.maxOutputTokens = -1 }),
      ("temperature", { $0.temperatureSetting = .temperature(2.1) }),
      ("temperature", { $0.temperatureSetting = .temperature(.nan) }),
      ("tools_json", { $0.toolsJSON = "{}" }),
      ("tools_json", { $0.toolsJSON = #"[],"model":"other""# }),
      ("tools_json", { $0.toolsJSON = "[" }),
      ("tools_json", { $0.toolsJSON = "[" + String(repeating: " ", count: 65_535) + "]" }),
    ]
    for (field, change) in refused {
      var request = fine
      change(&request)
      await expect(.invalidArgument, field: field) {
        for try await _ in conversations.chat(request) {}
      }
    }
  }

  @Test func `fields of AddMessages`() async throws {
    let conversations = try await ServerFixture.shared.client.conversations
    let fine = EngramV1.AddMessagesRequest(
      organizationID: organization, conversationID: uuid,
      messages: [.init(role: .user, content: "a"), .init(role: .user, content: "b")])
    let twin = UUID().uuidString
    let refused: [(String, (inout EngramV1.AddMessagesRequest) -> Void)] = [
      ("organization_id", { $0.organizationID = "" }),
      ("conversation_id", { $0.conversationID = "" }),
      ("messages", { $0.messages = [] }),
      (
        "messages",
        { $0.messages = Array(repeating: .init(role: .user, content: "x"), count: 1_001) }
      ),
      ("messages[1].message_id", { $0.messages[1].messageID = "1" }),
      ("messages[1].role", { $0.messages[1].role = .unspecified }),
      ("messages[0].role", { $0.messages[0].role = .unrecognized(99) }),
      ("messages[1].name", { $0.messages[1].name = tooLong }),
      ("messages[1].content", { $0.messages[1].content = "" }),
      (
        "messages[1].content",
        { $0.messages[1].content = String(repeating: "x", count: 1_048_577) }
      ),
      ("messages[1].content", { $0.messages[1].content = "nul \0" }),
      ("messages[1].metadata_json", { $0.messages[1].metadataJSON = "{" }),
      ("messages[1].occurred_at", { $0.messages[1].occurredAt = .init(nanos: -1) }),
      ("messages[1].occurred_at", { $0.messages[1].occurredAt = .init(seconds: .max) }),
      (
        "messages[1].message_id",
        {
          $0.messages[0].messageID = twin
          $0.messages[1].messageID = twin.lowercased()
        }
      ),
    ]
    for (field, change) in refused {
      var request = fine
      change(&request)
      await expect(.invalidArgument, field: field) {
        try await conversations.addMessages(request)
      }
    }
  }

  @Test func `fields of the lists`() async throws {
    let client = try await ServerFixture.shared.client
    for size in [-1, 1_001] as [Int32] {
      await expect(.invalidArgument, field: "page_size") {
        try await client.conversations.listConversations(
          .init(organizationID: organization, pageSize: size))
      }
      await expect(.invalidArgument, field: "page_size") {
        try await client.conversations.listMessages(
          .init(organizationID: organization, conversationID: uuid, pageSize: size))
      }
      await expect(.invalidArgument, field: "page_size") {
        try await client.organizations.listOrganizations(.init(pageSize: size))
      }
    }
    await expect(.invalidArgument, field: "page_token") {
      try await client.conversations.listConversations(
        .init(organizationID: organization, pageToken: "AAAA"))
    }
    await expect(.invalidArgument, field: "page_token") {
      try await client.organizations.listUsers(
        .init(organizationID: organization, pageToken: "AAAA"))
    }
    await expect(.invalidArgument, field: "from_seq") {
      try await client.conversations.listMessages(
        .init(organizationID: organization, conversationID: uuid, fromSeq: -1))
    }
    await expect(.invalidArgument, field: "to_seq") {
      try await client.conversations.listMessages(
        .init(organizationID: organization, conversationID: uuid, fromSeq: 2, toSeq: 1))
    }
    await expect(.invalidArgument, field: "order") {
      try await client.conversations.listMessages(
        .init(organizationID: organization, conversationID: uuid, order: .unrecognized(9)))
    }
  }

  @Test func `fields of UpdateConversation and DeleteMessages`() async throws {
    let conversations = try await ServerFixture.shared.client.conversations
    let fine = EngramV1.UpdateConversationRequest(
      organizationID: organization, conversationID: uuid,
      updateMask: .init(paths: ["title", "metadata_json"]))
    let refused: [(String, (inout EngramV1.UpdateConversationRequest) -> Void)] = [
      ("update_mask", { $0.updateMask = nil }),
      ("update_mask", { $0.updateMask = .init() }),
      ("update_mask.paths[1]", { $0.updateMask = .init(paths: ["title", "user_id"]) }),
      ("title", { $0.title = tooLong }),
      ("metadata_json", { $0.metadataJSON = "1" }),
    ]
    for (field, change) in refused {
      var request = fine
      change(&request)
      await expect(.invalidArgument, field: field) {
        try await conversations.updateConversation(request)
      }
    }
    for (field, ids) in [
      ("message_ids", []), ("message_ids[1]", [uuid, "x"]), ("message_ids[1]", [uuid, uuid]),
      ("message_ids", (0..<1_001).map { _ in UUID().uuidString }),
    ] {
      await expect(.invalidArgument, field: field) {
        try await conversations.deleteMessages(
          .init(organizationID: organization, conversationID: uuid, messageIDs: ids))
      }
    }
  }

  @Test func `fields of OrganizationService`() async throws {
    let organizations = try await ServerFixture.shared.client.organizations
    await expect(.invalidArgument, field: "organization_id") {
      try await organizations.getOrganization(.init())
    }
    await expect(.invalidArgument, field: "display_name") {
      try await organizations.putOrganization(
        .init(organizationID: organization, displayName: tooLong))
    }
    await expect(.invalidArgument, field: "metadata_json") {
      try await organizations.putUser(
        .init(organizationID: organization, userID: "u", metadataJSON: #"{"a":"\u0000"}"#))
    }
    await expect(.invalidArgument, field: "user_id") {
      try await organizations.deleteUser(.init(organizationID: organization))
    }
    await expect(.invalidArgument, field: "project_id") {
      try await organizations.getProject(.init(organizationID: organization))
    }
  }
}
