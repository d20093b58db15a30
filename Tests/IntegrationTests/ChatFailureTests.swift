import Client
import Domain
import Foundation
import LLM
import TestSupport
import Testing
import Wire

/// The user's message stays whatever happens to its answer.
@Suite struct ChatFailureTests {
  private let id = UUID().uuidString.lowercased()

  @Test(
    arguments: [
      (.status(401), .failedPrecondition, "MODEL_REFUSED"),
      (.status(403), .failedPrecondition, "MODEL_REFUSED"),
      (.status(404), .failedPrecondition, "MODEL_REFUSED"),
      (.status(400), .failedPrecondition, "MODEL_REFUSED_INPUT"),
      (.status(429, retryAfter: .text("9")), .resourceExhausted, "MODEL_RATE_LIMITED"),
      (.status(500), .unavailable, "MODEL_UNAVAILABLE"),
      (.body(.hangup), .unavailable, "MODEL_UNAVAILABLE"),
      (.body(.malformed), .unavailable, "MODEL_UNAVAILABLE"),
    ] as [(OpenAIBehaviour.Failure, StatusCode, String)])
  func `a provider's error has its status, and the same call succeeds later`(
    failure: OpenAIBehaviour.Failure, code: StatusCode, reason: String
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.model.set(OpenAIBehaviour(failNext: [failure]))
    let failed = try await fixture.chat("Hello", id: id)
    let status = try #require(failed.status)
    #expect(status.code == code && status.errorReason == reason, "\(status)")
    if code == .resourceExhausted { #expect(status.retryDelay == .seconds(9)) }
    #expect(!status.message.contains("Hello") && !status.message.contains("as ordered"))
    #expect(failed.texts.isEmpty && failed.result == nil)
    #expect(try await fixture.messages().map(\.content) == ["Hello"])

    let outcome = try await fixture.chat("Hello", id: id)
    #expect(outcome.result?.isReplay == false && outcome.result?.userMessageSeq == 1)
    #expect(try await fixture.messages().map(\.role) == [.user, .assistant])
    try await fixture.server.stop()
  }

  @Test func `a refused key is said to be refused`() async throws {
    let fixture = try await ChatFixture(key: "right")
    let status = try #require(try await fixture.chat().status)
    #expect(status.code == .failedPrecondition)
    #expect(status.message.contains("refused the key"))
    try await fixture.server.stop()
  }

  @Test func `a chat that is too long for the model says so`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.model.set(OpenAIBehaviour(chatContextTokens: 10))
    let status = try #require(
      try await fixture.chat(String(repeating: "private ", count: 50)).status)
    #expect(status.code == .failedPrecondition)
    #expect(status.message.contains("context_length_exceeded"))
    #expect(!status.message.contains("private"))
    try await fixture.server.stop()
  }

  enum Break: CaseIterable { case cut, malformed, error }

  @Test(arguments: Break.allCases)
  func `a model that breaks off half-way leaves what it said, marked as cut`(
    how: Break
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(
      ScriptedReply("one two three four") { stream in
        switch how {
        case .cut: stream.cutAfter = 3
        case .malformed: stream.malformedAfter = 3
        case .error: stream.errorAfter = 3
        }
      })
    let outcome = try await fixture.chat("Hello", id: id)
    #expect(outcome.text == "one two")
    #expect(outcome.status?.code == .unavailable && outcome.result == nil)
    let reply = try await fixture.messages(2)[1]
    #expect(reply.role == .assistant && reply.content == "one two")
    let again = try await fixture.chat("Hello", id: id)
    #expect(again.text == "one two")
    #expect(again.result?.isCut == true && again.result?.isReplay == true)
    #expect(again.result?.model == "gpt-4o-mini")
    #expect(try await fixture.model.counters().chat.count == 1)
    try await fixture.server.stop()
  }

  @Test func `calls of tools that are longer than a message holds are the model's failure`()
    async throws
  {
    let fixture = try await ChatFixture()
    let arguments = #"{"text":"\#(String(repeating: "a", count: 70_000))"}"#
    try await fixture.script(
      ScriptedReply(
        nil, finishReason: "tool_calls",
        toolCalls: [.init(id: "call_1", name: "note", arguments: arguments)]))
    let status = try #require(try await fixture.chat("Hello", id: id).status)
    #expect(status.code == .unavailable && status.errorReason == "MODEL_UNAVAILABLE")
    #expect(status.message.contains("64 KiB"))
    #expect(try await fixture.messages().map(\.content) == ["Hello"])
    try await fixture.server.stop()
  }

  @Test func `a repeated call returns the stored reply, and another one with its id is refused`()
    async throws
  {
    let fixture = try await ChatFixture()
    try await fixture.script(ScriptedReply("Hello Ann.", usage: .tokens(input: 7, output: 3)))
    let first = try await fixture.chat("Hello", id: id)
    let again = try await fixture.chat("Hello", id: id.uppercased())
    #expect(again.texts == ["Hello Ann."])
    var expected = try #require(first.result)
    expected.isReplay = true
    #expect(again.result == expected)
    #expect(try await fixture.model.counters().chat.count == 1)
    await expect(.alreadyExists, field: "message_id") {
      for try await _ in fixture.client.conversations.chat(fixture.request("Bye", id: id)) {}
    }
    // So is one with the id of a message that no chat appended.
    let other = UUID().uuidString
    _ = try await fixture.client.conversations.addMessages(
      .init(
        organizationID: fixture.organization, conversationID: fixture.conversation,
        messages: [.init(messageID: other, role: .user, content: "appended")]))
    await expect(.alreadyExists, field: "message_id") {
      for try await _ in fixture.client.conversations.chat(fixture.request("Bye", id: other)) {}
    }
    #expect(try await fixture.chat("appended", id: other).result?.userMessageSeq == 3)
    #expect(try await fixture.messages().map(\.role) == [.user, .assistant, .user, .assistant])
    try await fixture.server.stop()
  }

  @Test func `a second chat while one runs is ABORTED and stores nothing`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(ScriptedReply("one two three") { $0.pauseMs = 500 })
    var second: ChatFixture.Outcome?
    let first = try await fixture.chat(
      "Hello", id: id,
      onText: { _ in
        if second == nil { second = try await fixture.chat("Me too") }
        #expect(try await fixture.chat("Hello", id: id).status?.code == .aborted)
      })
    #expect(first.text == "one two three" && first.result != nil)
    #expect(second?.status?.code == .aborted && second?.status?.errorReason == "CHAT_RUNNING")
    #expect(try await fixture.messages().map(\.content) == ["Hello", "one two three"])
    try await fixture.server.stop()
  }

  @Test func `a chat past its deadline is cut`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(
      ScriptedReply(String(repeating: "word ", count: 1_000)) { $0.pauseMs = 50 })
    let outcome = try await fixture.chat(options: CallOptions(timeout: .seconds(4)))
    #expect(outcome.status?.code == .deadlineExceeded)
    let reply = try await fixture.messages(2)[1]
    #expect(reply.content.hasPrefix("word word") && reply.content.count < 4_900)
    #expect(reply.metadataJSON.contains(#""is_cut": true"#))
    try await fixture.server.stop()
  }

  @Test func `a process that is about to end cuts its chats and takes none`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(
      ScriptedReply(String(repeating: "word ", count: 1_000)) { $0.pauseMs = 20 })
    let outcome = try await fixture.chat(onText: { _ in fixture.server.chatStop.stop() })
    #expect(outcome.status?.code == .unavailable)
    #expect(outcome.status?.errorReason == "SHUTTING_DOWN")
    let reply = try await fixture.messages(2)[1]
    #expect(reply.metadataJSON.contains(#""is_cut": true"#))
    #expect(try await fixture.chat("Hello").status?.errorReason == "SHUTTING_DOWN")
    #expect(try await fixture.messages().count == 2)
    try await fixture.server.stop()
  }

  @Test func `a reply longer than a message may be is cut there`() async throws {
    let fixture = try await ChatFixture()
    let word = String(repeating: "x", count: 65_000)
    try await fixture.script(
      ScriptedReply([String](repeating: word, count: 20).joined(separator: " ")))
    let outcome = try await fixture.chat()
    #expect(outcome.result?.isCut == true && outcome.result?.finishReason == .length)
    #expect(try await fixture.messages()[1].content.utf8.count == 1_048_576)
    try await fixture.server.stop()
  }

  @Test(arguments: [ScriptedReply(""), ScriptedReply("", finishReason: "content_filter")])
  func `a model that says nothing fails the chat`(script: ScriptedReply) async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(script)
    let status = try #require(try await fixture.chat("Hello", id: id).status)
    #expect([.unavailable, .failedPrecondition].contains(status.code))
    #expect(try await fixture.chat("Hello", id: id).result != nil)
    try await fixture.server.stop()
  }

  @Test func `a conversation that is not there is NOT_FOUND`() async throws {
    let fixture = try await ServerFixture.shared
    await expect(.notFound) {
      for try await _ in fixture.client.conversations.chat(
        .init(
          organizationID: ServerFixture.uniqueID(), conversationID: id, content: "Hello"))
      {}
    }
  }
}

extension RPCStatus {
  /// The constant for programs.
  var errorReason: String? {
    for case .errorInfo(let reason) in details { return reason }
    return nil
  }
}
