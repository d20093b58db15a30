@testable import Domain
import LLM
import TestSupport
import Testing

@Suite struct ConsolidationModelTests {
  @Test func `each organization's conversations are summarised by its own model`() async throws {
    let deployed = try await OpenAIServer.start(key: "deployment-key")
    let own = try await OpenAIServer.start(key: "own-key")
    try await ConsolidationFixture.use(deployed, key: APIKey("deployment-key")) { fixture in
      let other = try DomainFixture.scope()
      try await fixture.domain.setLLM(in: other) {
        $0.baseURL = .set(own.baseURL)
        $0.model = .set("own")
        $0.setAPIKey(.set("own-key"))
      }
      try await deployed.set(
        OpenAIBehaviour(chatReplies: [try answer("The deployment says: offers go to Miller.")]))
      try await own.set(
        OpenAIBehaviour(chatReplies: [try answer("The own one says: offers go to Miller.")]))

      let first = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(25, to: first) { "Message \($0)." }
      let second = try await fixture.domain.conversation(in: other)
      let messages = try (1...25).map { try message("Message \($0).") }
      _ = try await fixture.domain.messages.append(messages, to: second, in: other)
      try await fixture.work()

      #expect(try await fixture.summaries(of: first).map(\.model) == ["gpt-test"])
      let page = try PageRequest(size: 10, token: "")
      let summaries = try await fixture.domain.consolidations.list(
        of: second, includingMerged: false, page: page, in: other
      ).items
      #expect(summaries.map(\.model) == ["own"])
      #expect(try await deployed.counters().chat.last?.model == "gpt-test")
      #expect(try await own.counters().chat.last?.model == "own")
    }
  }

  @Test func `an own server that wants fewer requests does not hold up other organizations`()
    async throws
  {
    let own = try await OpenAIServer.start()
    try await own.set(OpenAIBehaviour(always: .status(429, retryAfter: .text("60"))))
    try await ConsolidationFixture.use(calls: 10) { fixture in
      try await fixture.domain.setLLM(in: fixture.scope) { $0.baseURL = .set(own.baseURL) }
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(25, to: conversation)
      _ = try await fixture.step()
      #expect(try await own.counters().chat.count == 1)
      #expect(try await fixture.limiter.untilFree() == .zero)
    }
  }

  @Test func `what a model counts of tokens is learned`() async throws {
    let server = try await OpenAIServer.start()
    try await ConsolidationFixture.use(server) { fixture in
      var reply = try answer("Offers go to Miller.")
      reply = ScriptedReply(reply.content, usage: .tokens(input: 1_000_000, output: 10))
      try await server.set(OpenAIBehaviour(chatReplies: [reply]))
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(25, to: conversation) { "Message \($0)." }
      try await fixture.work()
      try await fixture.reports.learn()
      let calibration = TokenCalibration(
        lanes: fixture.domain.lanes, reports: fixture.reports, logger: DomainFixture.logger)
      let factor = await calibration.factor(
        model: "gpt-test", conversation: conversation, consolidatedSeq: 1, in: fixture.scope)
      #expect(factor > 1.5)
    }
  }

  @Test func `a model merges summaries, which it is given as data, and is asked again if it fails`()
    async throws
  {
    let server = try await OpenAIServer.start()
    try await ConsolidationFixture.use(server, policy: .keeping(0, threshold: 1)) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      let summaries = (1...9).map { "Part \($0): \"offers\" go to Miller." }
      for (round, summary) in summaries.enumerated() {
        try await server.set(
          OpenAIBehaviour(
            failNext: [.none, .status(500)],
            chatReplies: [
              try answer(summary), try answer("Nine parts of offers to Miller."),
              try answer("Nine parts of offers to Miller."),
            ]))
        try await fixture.append(2, from: round * 2 + 1, to: conversation) { "Message \($0)." }
        _ = try await fixture.domain.consolidations.consolidate(
          conversation, waiting: false, in: fixture.scope)
        try await fixture.finish()
      }
      let merged = try #require(try await fixture.summaries(of: conversation).only)
      #expect(merged.level == 2 && merged.messages == 1...18)
      #expect(merged.content == "Nine parts of offers to Miller.")
      #expect(merged.model == "gpt-test" && merged.inputTokens > 0 && merged.outputTokens > 0)
      let chats = try await server.counters().chat
      // Nine of messages, one in vain, and the merge.
      #expect(chats.count == 11)
      let asked = try #require(chats.last).messages
      #expect(asked.map(\.role) == ["system", "user"])
      #expect(asked[0].content.contains("Merge them into one"))
      #expect(
        asked[1].content
          == summaries.map { "\"\($0.replacing("\"", with: "\\\""))\"" }.joined(separator: "\n"))
      #expect(try await fixture.coverage(of: conversation).isComplete)
    }
  }
}

extension Collection {
  /// The element, when there is one alone.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
