import Client
import Domain
import Foundation
import Logging
import Postgres
import Testing
import Wire

/// Consolidation as clients see it.
@Suite struct ConsolidationServiceTests {
  @Test func `a consolidation is asked for, listed, verified, and taken back`() async throws {
    try await withWorkers { client in
      let (organization, conversation) = try await dialogue(of: 15, client)
      let asked = try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: conversation, wait: true))
      #expect(asked.isDone && asked.targetSeq == 5 && asked.consolidatedSeq == 5)
      #expect(asked.activeMessageCount == 10)

      let listed = try await client.conversations.listConsolidations(
        .init(organizationID: organization, conversationID: conversation))
      let summary = try #require(listed.consolidations.first)
      #expect(summary.level == 1 && summary.fromSeq == 1 && summary.toSeq == 5)
      #expect(summary.content.contains("Miller") && summary.model == "extractive")
      #expect(summary.tokenCount > 0 && summary.messageTokens > 0 && summary.replacedBy == "")
      let memories = try await client.memories.retrieveMemories(
        .init(organizationID: organization, userID: "ann", conversationID: conversation))
      #expect(memories.memories.map(\.content) == [summary.content])
      #expect(memories.memories.map(\.consolidationID) == [summary.consolidationID])

      let verified = try await client.conversations.verifyCoverage(
        .init(organizationID: organization, conversationID: conversation))
      #expect(verified.isComplete && verified.summaryCount == 1 && verified.firstFaultSeq == 0)
      #expect(verified.messageCount == 15 && verified.consolidatedSeq == 5)

      let undone = try await client.conversations.undoConsolidation(
        .init(
          organizationID: organization, conversationID: conversation,
          consolidationID: summary.consolidationID))
      #expect(undone.fromSeq == 1 && undone.toSeq == 5 && undone.deletedMemoryCount == 1)
      let active = try await client.conversations.getConversation(
        .init(organizationID: organization, conversationID: conversation))
      #expect(active.activeMessageCount == 15)
    }
  }

  @Test func `a summary is found by its words from another conversation of the user`()
    async throws
  {
    try await withWorkers { client in
      let (organization, conversation) = try await dialogue(of: 21, client)
      _ = try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: conversation, wait: true))
      let found = try await client.memories.searchMemories(
        .init(organizationID: organization, userID: "ann", query: "offer for Miller"))
      #expect(found.results.first?.memory?.conversationID == conversation)
      let others = try await client.memories.searchMemories(
        .init(organizationID: organization, userID: "bob", query: "offer for Miller"))
      #expect(others.results.isEmpty)
    }
  }

  @Test func `a context has the summary, and recalls summarised messages that the query finds`()
    async throws
  {
    try await withWorkers { client in
      let (organization, conversation) = try await dialogue(of: 20, client)
      _ = try await client.conversations.addMessages(
        .init(
          organizationID: organization, conversationID: conversation,
          messages: (1...9).map { .init(role: .assistant, content: "Noted, that was \($0).") }))
      _ = try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: conversation, wait: true))
      let context = try await client.conversations.getConversationContext(
        .init(
          organizationID: organization, conversationID: conversation,
          query: "What of offer 1007?", limits: .init(recalledMessages: 3)))
      #expect(context.appliedSeq == 29 && context.totalTokens <= 8_000)
      #expect(context.sections.map(\.type) == [.summaries, .recalledMessages, .messages])
      let summary = context.sections[0].items[0]
      #expect(summary.fromSeq == 1 && summary.toSeq == 19 && summary.content.contains("Miller"))
      let recalled = context.sections[1].items
      #expect(recalled.contains { $0.content == "Offer 1007 for Miller is ready." })
      #expect(recalled.count <= 3 && recalled.allSatisfy { $0.toSeq <= 19 && $0.score > 0 })
      #expect(recalled.map(\.fromSeq) == recalled.map(\.fromSeq).sorted())
      #expect(context.sections[2].items.map(\.fromSeq) == Array(20...29))
      // The copy of the summary among the memories says nothing new.
      #expect(context.omitted.contains { $0.section == .memories && $0.reason == .duplicate })

      let small = try await client.conversations.getConversationContext(
        .init(
          organizationID: organization, conversationID: conversation, tokenBudget: 200,
          shares: .init(summaries: 1)))
      let omitted = small.omitted.filter { $0.section != .memories }
      let shown = small.sections.filter { $0.type == .messages }.flatMap(\.items).count
      #expect(omitted.reduce(0) { $0 + $1.messageCount } + Int64(shown) == 29)
    }
  }

  @Test func `settings of consolidation are an organization's own, field by field`() async throws {
    let client = try await ServerFixture.shared.client
    let organization = ServerFixture.uniqueID()
    let changed = try await client.organizations.updateSettings(
      .init(
        organizationID: organization,
        updateMask: .init(paths: [
          "consolidation.automatic", "consolidation.message_threshold",
          "consolidation.keep_recent",
        ]),
        consolidation: .init(
          automatic: .off, messageThreshold: 50, keepRecentSetting: .keepRecent(0))))
    #expect(changed.consolidation?.messageThreshold == 50)
    #expect(changed.effectiveConsolidation?.automatic == .off)
    #expect(changed.effectiveConsolidation?.tokenThreshold == 8_000)
    await expect(.invalidArgument, field: "consolidation.message_threshold") {
      try await client.organizations.updateSettings(
        .init(
          organizationID: organization,
          updateMask: .init(paths: ["consolidation.message_threshold"]),
          consolidation: .init(messageThreshold: 100_001)))
    }
    await expect(.invalidArgument, field: "consolidation.keep_recent") {
      try await client.organizations.updateSettings(
        .init(
          organizationID: organization,
          updateMask: .init(paths: ["consolidation.keep_recent"]),
          consolidation: .init(keepRecentSetting: .keepRecent(50))))
    }
  }

  @Test func `bad ids are named`() async throws {
    let client = try await ServerFixture.shared.client
    let organization = ServerFixture.uniqueID()
    await expect(.invalidArgument, field: "conversation_id") {
      try await client.conversations.verifyCoverage(
        .init(organizationID: organization, conversationID: "x"))
    }
    await expect(.invalidArgument, field: "consolidation_id") {
      try await client.conversations.undoConsolidation(
        .init(
          organizationID: organization, conversationID: UUID().uuidString.lowercased(),
          consolidationID: ""))
    }
    await expect(.notFound) {
      try await client.conversations.consolidateConversation(
        .init(organizationID: organization, conversationID: UUID().uuidString.lowercased()))
    }
  }

  /// A server of its own, with workers.
  private func withWorkers(_ body: (EngramClient) async throws -> Void) async throws {
    let server = try await ServerFixture()
    var logger = Logger(label: "consolidation-service-tests")
    logger.logLevel = .critical
    let lanes = try PostgresLanes(
      LanesConfiguration(
        name: "consolidation", url: server.databaseURL, role: "engram_system", laneCount: 2),
      logger: logger)
    lanes.start()
    let handler = try ConsolidationHandler(
      work: ConsolidationWork(
        lanes: lanes, readingLanes: lanes, models: server.models, policy: ConsolidationPolicy(),
        limits: MemoryLimits(), language: .english),
      chats: ChatProviders(
        lanes: lanes, deployment: DeployedChat(), masterKeys: nil, allowsPrivateAddresses: false
      ) { _, _ in throw CancellationError() },
      contextTokens: 32_768, limiter: CallLimiter(lanes: lanes),
      reports: TokenReports(lanes: lanes, logger: logger), logger: logger)
    var timings = JobTimings()
    timings.poll = .milliseconds(200)
    let workers = JobWorkers(
      lanes: lanes, redis: nil, queues: [JobQueueConfiguration(.consolidation, handler: handler)],
      signal: JobSignal(), timings: timings, logger: logger)
    let working = Task { await workers.run() }
    let result: Result<Void, any Error>
    do { result = .success(try await body(server.client)) } catch { result = .failure(error) }
    working.cancel()
    await working.value
    await lanes.shutdown()
    try await server.stop()
    try result.get()
  }

  /// A conversation of `ann` with so many messages.
  private func dialogue(
    of count: Int, _ client: EngramClient
  ) async throws -> (organization: String, conversation: String) {
    let organization = ServerFixture.uniqueID()
    let conversation = try await client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann"))
    _ = try await client.conversations.addMessages(
      .init(
        organizationID: organization, conversationID: conversation.conversationID,
        messages: (1...count).map {
          .init(role: .user, content: "Offer \(1_000 + $0) for Miller is ready.")
        }))
    return (organization, conversation.conversationID)
  }
}
