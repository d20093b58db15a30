import Client
import Foundation
import LLM
import TestSupport
import Testing
import Wire

@Suite struct ChatServiceTests {
  private let id = UUID().uuidString.lowercased()

  @Test func `a chat stores both sides, streams the reply and says what it took`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(
      ScriptedReply("Grüße, liebe Ann!", model: "gpt-x", usage: .tokens(input: 40, output: 5)))
    let outcome = try await fixture.chat("Hello", id: id) {
      $0.name = "Ann"
      $0.metadataJSON = #"{"a":1}"#
    }
    #expect(outcome.texts == ["Grüße,", " liebe", " Ann!"])
    let result = try #require(outcome.result)
    #expect(result.userMessageID == id)
    #expect(result.userMessageSeq == 1 && result.replyMessageSeq == 2)
    #expect(result.model == "gpt-x")
    #expect(result.inputTokens == 40 && result.outputTokens == 5)
    #expect(result.finishReason == .stop)
    #expect(!result.isCut && !result.isReplay && result.toolCalls.isEmpty)
    #expect(result.contextTokens > 0)

    let messages = try await fixture.messages()
    #expect(messages.map(\.role) == [.user, .assistant])
    #expect(messages.map(\.content) == ["Hello", "Grüße, liebe Ann!"])
    #expect(messages[0].name == "Ann" && messages[0].metadataJSON == #"{"a": 1}"#)
    #expect(messages[1].messageID == result.replyMessageID)
    let origin = try origin(of: messages[1])
    #expect(origin["model"] as? String == "gpt-x")
    #expect(origin["input_tokens"] as? Int == 40 && origin["output_tokens"] as? Int == 5)
    #expect(origin["finish_reason"] as? String == "stop" && origin["is_cut"] as? Bool == false)
    try await fixture.server.stop()
  }

  @Test func `the model reads the instructions and the conversation, and gets its settings`()
    async throws
  {
    let fixture = try await ChatFixture()
    _ = try await fixture.chat("My cat is called Miezi.")
    _ = try await fixture.chat("What is she called?") {
      $0.instructions = "Answer in one word."
      $0.maxOutputTokens = 50
      $0.temperatureSetting = .temperature(0)
      $0.toolsJSON = #"[{"type":"function","function":{"name":"f"}}]"#
    }
    let last = try #require(try await fixture.model.counters().chat.last)
    #expect(last.messages.first?.role == "system")
    #expect(last.messages.first?.content.hasPrefix("Answer in one word.") == true)
    #expect(last.messages.dropFirst().map(\.role) == ["user", "assistant", "user"])
    #expect(last.messages.last?.content == "What is she called?")
    #expect(last.parameters == ["max_tokens", "stream_options", "temperature", "tools"])
    #expect(last.maxTokens == 50 && last.temperature == 0)
    try await fixture.server.stop()
  }

  @Test func `text arrives while the model still speaks`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.script(ScriptedReply("one two three four") { $0.pauseMs = 400 })
    var times: [ContinuousClock.Instant] = []
    let outcome = try await fixture.chat(onText: { _ in times.append(.now) })
    #expect(outcome.result != nil && times.count == 4)
    let (first, last) = (try #require(times.first), try #require(times.last))
    #expect(first.duration(to: last) >= .seconds(1))
    try await fixture.server.stop()
  }

  @Test func `a client that hangs up cancels the model, and what came is stored as cut`()
    async throws
  {
    let fixture = try await ChatFixture()
    try await fixture.script(
      ScriptedReply(String(repeating: "word ", count: 1_000)) { $0.pauseMs = 20 })
    var seen = ""
    for try await event in fixture.client.conversations.chat(fixture.request("Hello", id: id)) {
      if case .text(let text)? = event.event { seen += text }
      if seen.count > 20 { break }
    }
    let reply = try await fixture.messages(2)[1]
    #expect(reply.content.hasPrefix(seen) && reply.content.count < 4_000)
    #expect(try origin(of: reply)["is_cut"] as? Bool == true)
    while try await fixture.model.counters().chat.hangups == 0 {
      try await Task.sleep(for: .milliseconds(10))
    }
    // The same again is that reply; the next one goes on.
    let again = try await fixture.chat("Hello", id: id)
    #expect(again.text == reply.content)
    #expect(again.result?.isReplay == true && again.result?.isCut == true)
    #expect(try await fixture.chat("Go on").result?.replyMessageSeq == 4)
    try await fixture.server.stop()
  }

  @Test func `a client that hangs up before the model speaks leaves its message only`()
    async throws
  {
    let fixture = try await ChatFixture()
    try await fixture.model.set(OpenAIBehaviour(delayMs: 5_000))
    let task = Task { [fixture, id] in try await fixture.chat("Hello", id: id) }
    while try await fixture.model.counters().chat.count == 0 {
      try await Task.sleep(for: .milliseconds(10))
    }
    task.cancel()
    _ = try await task.value
    try await fixture.model.set(OpenAIBehaviour(delayMs: 0))
    // Once its place is free the same call gets its reply.
    var outcome = try await fixture.chat("Hello", id: id)
    while outcome.status?.code == .aborted {
      try await Task.sleep(for: .milliseconds(20))
      outcome = try await fixture.chat("Hello", id: id)
    }
    #expect(outcome.result?.isReplay == false)
    #expect(try await fixture.messages().map(\.role) == [.user, .assistant])
    try await fixture.server.stop()
  }

  @Test func `tool calls are passed on and stored, and their results go back to the model`()
    async throws
  {
    let fixture = try await ChatFixture()
    let tool = ChatCalls.Tool(id: "call_1", name: "weather", arguments: #"{"city":"Köln"}"#)
    try await fixture.script(
      ScriptedReply(nil, finishReason: "tool_calls", toolCalls: [tool]),
      ScriptedReply("It rains."))
    let asked = try await fixture.chat("Weather?") {
      $0.toolsJSON = #"[{"type":"function","function":{"name":"weather"}}]"#
    }
    let result = try #require(asked.result)
    #expect(asked.texts.isEmpty && result.finishReason == .toolCalls)
    let expected = EngramV1.ToolCall(
      toolCallID: "call_1", name: "weather", argumentsJSON: #"{"city":"Köln"}"#)
    #expect(result.toolCalls == [expected])

    _ = try await fixture.client.conversations.addMessages(
      .init(
        organizationID: fixture.organization, conversationID: fixture.conversation,
        messages: [
          .init(
            role: .tool, name: "weather", content: "rain",
            metadataJSON: #"{"tool_call_id":"call_1"}"#)
        ]))
    let answered = try await fixture.chat("")
    #expect(answered.text == "It rains.")
    #expect(answered.result?.userMessageID == "" && answered.result?.userMessageSeq == 0)
    let sent = try #require(try await fixture.model.counters().chat.last?.messages)
    #expect(sent.map(\.role).suffix(3) == ["user", "assistant", "tool"])
    #expect(sent.suffix(2).first?.toolCalls == [tool])
    #expect(sent.last?.toolCallID == "call_1" && sent.last?.content == "rain")
    let messages = try await fixture.messages()
    #expect(messages.map(\.role) == [.user, .assistant, .tool, .assistant])
    #expect(messages[1].content == "" && messages[1].metadataJSON.contains("tool_calls"))
    try await fixture.server.stop()
  }

  @Test func `an assistant's message may be empty only where it calls tools`() async throws {
    let fixture = try await ServerFixture.shared
    let organization = ServerFixture.uniqueID()
    let conversation = try await fixture.client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann")
    ).conversationID
    func add(_ role: EngramV1.Role, _ metadata: String) async throws {
      _ = try await fixture.client.conversations.addMessages(
        .init(
          organizationID: organization, conversationID: conversation,
          messages: [.init(role: role, metadataJSON: metadata)]))
    }
    let calls =
      #"{"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
    try await add(.assistant, calls)
    for (role, metadata) in [
      (.user, calls), (.assistant, ""), (.assistant, "{}"), (.assistant, #"{"tool_calls":[]}"#),
      (.assistant, #"{"tool_calls":[{"id":1}]}"#),
    ] as [(EngramV1.Role, String)] {
      await expect(.invalidArgument, field: "messages[0].content") { try await add(role, metadata) }
    }
  }

  @Test func `the built-in provider quotes what it has in view`() async throws {
    let fixture = try await ServerFixture.shared
    let organization = ServerFixture.uniqueID()
    let conversation = try await fixture.client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann")
    ).conversationID
    var text = ""
    for content in ["My cat is called Miezi.", "What is my cat called?"] {
      text = ""
      for try await event in fixture.client.conversations.chat(
        .init(organizationID: organization, conversationID: conversation, content: content))
      {
        if case .text(let piece)? = event.event { text += piece }
        if case .result(let result)? = event.event { #expect(result.model == "extractive") }
      }
    }
    #expect(text.contains("> My cat is called Miezi. (user)"))
  }

  private func origin(of message: EngramV1.Message) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(message.metadataJSON.utf8))
    return try #require((object as? [String: Any])?["engram"] as? [String: Any])
  }
}
