import Client
import Foundation
import Testing
import Wire

/// Contexts as clients see them.
@Suite struct ContextServiceTests {
  fileprivate struct Talk {
    let client: EngramClient
    let organization = ServerFixture.uniqueID()
    let conversation: String

    init(_ messages: [(EngramV1.Role, String)]) async throws {
      client = try await ServerFixture.shared.client
      conversation = try await client.conversations.createConversation(
        .init(organizationID: organization, userID: "ann", projectID: "trains")
      ).conversationID
      guard !messages.isEmpty else { return }
      _ = try await client.conversations.addMessages(
        .init(
          organizationID: organization, conversationID: conversation,
          messages: messages.map { .init(role: $0.0, content: $0.1) }))
    }

    func remember(
      _ content: String, _ scope: EngramV1.MemoryScope, project: String = "", user: String = "",
      importance: Int32 = 5
    ) async throws {
      _ = try await client.memories.storeMemory(
        .init(
          organizationID: organization, type: .semantic, scope: scope, projectID: project,
          userID: user, content: content, importance: importance, waitForEmbedding: true))
    }

    func context(
      _ adjust: (inout EngramV1.GetConversationContextRequest) -> Void = { _ in }
    ) async throws -> EngramV1.ConversationContext {
      var request = EngramV1.GetConversationContextRequest(
        organizationID: organization, conversationID: conversation)
      adjust(&request)
      return try await client.conversations.getConversationContext(request)
    }
  }

  @Test func `a context has memories of all three levels and the latest messages`() async throws {
    let talk = try await Talk([
      (.user, "Good morning."), (.assistant, "Good morning, Ann."),
      (.user, "Which seat should you book for me on the train?"),
    ])
    try await talk.remember("Ann wants a window seat on the train.", .user, user: "ann")
    try await talk.remember(
      "The train project books first class seats.", .project, project: "trains")
    try await talk.remember("Seats are booked with the railway.", .organization)
    try await talk.remember("Bob wants an aisle seat on the train.", .user, user: "bob")
    try await talk.remember("Seats of the plane project.", .project, project: "planes")

    let context = try await talk.context()
    #expect(context.query == "Good morning.\nWhich seat should you book for me on the train?")
    #expect(context.usedEmbedding && context.appliedSeq == 3)
    #expect(context.sections.map(\.type) == [.memories, .messages])
    let memories = context.sections[0].items.map(\.content)
    #expect(
      Set(memories) == [
        "Ann wants a window seat on the train.", "The train project books first class seats.",
        "Seats are booked with the railway.",
      ])
    #expect(context.sections[0].items.allSatisfy { $0.score > 0 && $0.tokens > 0 })
    #expect(context.sections[1].items.map(\.fromSeq) == [1, 2, 3])
    #expect(context.sections[1].items.map(\.role) == [.user, .assistant, .user])
    #expect(context.totalTokens > 0 && context.totalTokens <= 8_000)
    #expect(context.renderedMessages.isEmpty && context.omitted.isEmpty)
  }

  @Test func `the rendered form begins with what stays the same`() async throws {
    let talk = try await Talk([(.user, "Which seat?"), (.assistant, "A window seat.")])
    try await talk.remember("Ann wants a window seat.", .user, user: "ann")
    let first = try await talk.context {
      $0.form = .rendered
      $0.instructions = "You book trains."
    }
    #expect(first.renderedMessages.map(\.role) == [.system, .user, .assistant])
    #expect(first.renderedMessages[0].content.hasPrefix("You book trains.\n"))
    #expect(first.renderedMessages[0].content.contains(#": "Ann wants a window seat.""#))
    #expect(first.sections.isEmpty)
    let other = try await talk.context {
      $0.form = .rendered
      $0.instructions = "You book trains."
      $0.query = "something else"
    }
    #expect(other.stablePrefixHash == first.stablePrefixHash)
    #expect(other.query == "something else")
  }

  @Test func `messages beyond the budget are counted, and so are those beyond the limit`()
    async throws
  {
    let talk = try await Talk(
      (1...50).map { (.user, "Message \($0): " + String(repeating: "word ", count: 40)) })
    let context = try await talk.context {
      $0.tokenBudget = 1_000
      $0.outputReserve = 200
      $0.limits = .init(messages: 30)
    }
    #expect(context.totalTokens <= 800)
    let items = try #require(context.sections.first { $0.type == .messages }).items
    #expect(items.last?.fromSeq == 50)
    #expect(items.map(\.fromSeq) == Array((51 - Int64(items.count))...50))
    let byReason = Dictionary(
      uniqueKeysWithValues: context.omitted.map { ($0.reason, $0.messageCount) })
    #expect(byReason[.limit] == 20)
    #expect(byReason[.budget] == 30 - Int64(items.count))
    #expect(context.omitted.allSatisfy { $0.tokens > 0 })

    let all = try await talk.client.conversations.listMessages(
      .init(organizationID: talk.organization, conversationID: talk.conversation))
    let dropped = all.messages[49 - items.count]
    let explained = try await talk.explain(dropped.messageID, in: context)
    #expect(explained.wasCandidate && explained.item?.reason == .budget)
    #expect(explained.item?.rank == Int32(items.count) + 1)
  }

  @Test func `without a message to go by, the most important memories are there`() async throws {
    let talk = try await Talk([])
    try await talk.remember("less", .user, user: "ann", importance: 2)
    try await talk.remember("more", .user, user: "ann", importance: 9)
    let context = try await talk.context()
    #expect(context.sections.map(\.type) == [.memories])
    #expect(context.sections[0].items.map(\.content) == ["more", "less"])
    #expect(context.query == "" && context.appliedSeq == 0)
  }

  @Test func `a deleted message is not told, and counted`() async throws {
    let talk = try await Talk([(.user, "secret"), (.user, "open")])
    let messages = try await talk.client.conversations.listMessages(
      .init(organizationID: talk.organization, conversationID: talk.conversation))
    _ = try await talk.client.conversations.deleteMessages(
      .init(
        organizationID: talk.organization, conversationID: talk.conversation,
        messageIDs: [messages.messages[0].messageID]))
    let context = try await talk.context { $0.form = .rendered }
    #expect(context.renderedMessages.map(\.content) == ["open"])
    #expect(context.omitted.map(\.reason) == [.deleted])
    #expect(context.omitted.map(\.messageCount) == [1])
  }

  @Test func `a receipt tells what was in the context, and why something was not`() async throws {
    let talk = try await Talk([(.user, "Which seat on the train?")])
    for number in 1...6 {
      try await talk.remember(
        "Seat \(number) of the train is by the window.", .user, user: "ann")
    }
    try await talk.remember("Bob likes seats.", .user, user: "bob")
    let context = try await talk.context { $0.limits = .init(memories: 4) }
    let included = try #require(context.sections.first { $0.type == .memories }).items.map(\.id)
    #expect(included.count == 4)
    for isWritten in [false, true] {
      if isWritten { try await Task.sleep(for: .milliseconds(600)) }
      let receipt = try await talk.client.conversations.getContextReceipt(
        .init(organizationID: talk.organization, receiptID: context.receiptID))
      #expect(receipt.conversationID == talk.conversation)
      #expect(receipt.totalTokens == context.totalTokens && receipt.tokenBudget == 8_000)
      #expect(receipt.stablePrefixHash == context.stablePrefixHash)
      let memories = receipt.items.filter { $0.section == .memories }
      #expect(Set(memories.filter { $0.reason == .unspecified }.map(\.id)) == Set(included))
      #expect(memories.filter { $0.reason == .limit }.count == 2)
      #expect(memories.map(\.rank) == [1, 2, 3, 4, 5, 6])

      let left = try #require(memories.last)
      let explained = try await talk.explain(left.id, in: context)
      #expect(!explained.wasIncluded && explained.wasCandidate)
      #expect(explained.item?.reason == .limit && explained.explanation.contains("number 6"))
      #expect(explained.lowestIncludedScore >= explained.item?.score ?? 1)
      #expect(try await talk.explain(included[0], in: context).wasIncluded)
      let unknown = try await talk.explain(UUID().uuidString, in: context)
      #expect(!unknown.wasCandidate && !unknown.wasIncluded && unknown.explanation != "")
    }
  }

  @Test func `what can't be is refused by its field`() async throws {
    let talk = try await Talk([(.user, String(repeating: "long ", count: 500))])
    await expect(.invalidArgument, field: "token_budget") {
      try await talk.context { $0.tokenBudget = 63 }
    }
    await expect(.invalidArgument, field: "token_budget") {
      try await talk.context { $0.tokenBudget = 100 }
    }
    await expect(.invalidArgument, field: "output_reserve") {
      try await talk.context { $0.outputReserve = 8_000 }
    }
    await expect(.invalidArgument, field: "min_seq") { try await talk.context { $0.minSeq = -1 } }
    await expect(.failedPrecondition) { try await talk.context { $0.minSeq = 2 } }
    await expect(.invalidArgument, field: "shares") {
      try await talk.context { $0.shares = .init(summaries: 50, memories: 50) }
    }
    await expect(.invalidArgument, field: "shares.documents") {
      try await talk.context { $0.shares = .init(documents: -1) }
    }
    await expect(.invalidArgument, field: "limits.messages") {
      try await talk.context { $0.limits = .init(messages: 1_001) }
    }
    await expect(.invalidArgument, field: "query") {
      try await talk.context { $0.query = String(repeating: "x", count: 16_385) }
    }
    await expect(.invalidArgument, field: "instructions") {
      try await talk.context { $0.instructions = String(repeating: "x", count: 65_537) }
    }
    await expect(.notFound) {
      try await talk.context { $0.conversationID = UUID().uuidString }
    }
  }
}

extension ContextServiceTests.Talk {
  fileprivate func explain(
    _ item: String, in context: EngramV1.ConversationContext
  ) async throws -> EngramV1.ExplainExclusionResponse {
    try await client.conversations.explainExclusion(
      .init(organizationID: organization, receiptID: context.receiptID, itemID: item))
  }
}
