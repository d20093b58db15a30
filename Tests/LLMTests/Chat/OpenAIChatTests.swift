import HTTPClient
import LLM
import TestSupport
import Testing

struct OpenAIChatTests {
  @Test func `a reply has its text, its end, its tokens and its model`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [
        ScriptedReply("Grüße, 世界", model: "gpt-4o-mini-2", usage: .tokens(input: 12, output: 3))
      ]))
    let reply = try await fixture.complete()
    let expected = ChatReply(
      text: "Grüße, 世界", end: .stop, usage: TokenUsage(input: 12, output: 3),
      model: "gpt-4o-mini-2")
    #expect(reply == expected)
  }

  @Test func `messages arrive as they are, and nothing is sent that was not asked for`()
    async throws
  {
    let fixture = try await ChatFixture()
    let messages = [
      ChatMessage(.system, "Be \"short\".\n"), ChatMessage(.user, "Wörld\u{0}🎉"),
      ChatMessage(.assistant, ""), ChatMessage(.tool, "{}"),
    ]
    _ = try await fixture.provider.complete(ChatRequest(messages: messages), deadline: nil)
    let last = try #require(try await fixture.calls().last)
    #expect(last.messages.map(\.role) == ["system", "user", "assistant", "tool"])
    #expect(last.messages.map(\.content) == messages.map(\.content))
    #expect(last.parameters == [])
    #expect(last.model == "gpt-4o-mini")
  }

  @Test func `limits, temperature and JSON are asked for`() async throws {
    let fixture = try await ChatFixture()
    _ = try await fixture.complete(maxOutputTokens: 50, temperature: 0.5, wantsJSON: true)
    let last = try #require(try await fixture.calls().last)
    #expect(last.parameters == ["max_tokens", "response_format", "temperature"])
    #expect(last.maxTokens == 50)
    #expect(last.temperature == 0.5)
  }

  @Test func `JSON of a summary and facts is made from the request`() async throws {
    let fixture = try await ChatFixture()
    let reply = try await fixture.complete("Anna has 3 cats.\nBob agrees.", wantsJSON: true)
    #expect(
      reply.text == #"{"summary": "Anna has 3 cats. Bob agrees.", "facts": ["Anna has 3 cats."]}"#)
  }

  @Test(
    arguments: [
      (ScriptedReply("cut", finishReason: "length"), "cut", .length),
      (ScriptedReply("", finishReason: "content_filter"), "", .refused),
      (ScriptedReply(nil, refusal: "I can't."), "I can't.", .refused),
      (ScriptedReply(nil, finishReason: "tool_calls"), "", .toolCalls),
      (ScriptedReply("odd", finishReason: "odd"), "odd", .other),
      (ScriptedReply("none", finishReason: nil), "none", .other),
    ] as [(ScriptedReply, String, ChatReply.End)])
  func `a reply says why it ends`(
    script: ScriptedReply, text: String, end: ChatReply.End
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script]))
    let reply = try await fixture.complete()
    #expect(reply.text == text)
    #expect(reply.end == end)
  }

  @Test func `a limit of tokens ends a reply as length`() async throws {
    let fixture = try await ChatFixture()
    let reply = try await fixture.complete("one two three four five", maxOutputTokens: 2)
    #expect(reply.end == .length)
    #expect(reply.usage?.output == 2)
  }

  @Test(arguments: [ScriptedReply.Usage.none, .tokens(input: -1, output: 2)])
  func `usage that is not there or not possible is none`(
    usage: ScriptedReply.Usage
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [ScriptedReply("text", usage: usage)]))
    #expect(try await fixture.complete().usage == nil)
  }

  @Test func `names of no length and temperatures that are no number are refused`() async throws {
    let fixture = try await ChatFixture()
    let error = await fixture.error(temperature: .nan)
    #expect(error?.code == .inputRefused)
    #expect(try await fixture.calls().count == 0)
    let endpoint = try OpenAIEndpoint(baseURL: "https://host/v1")
    let nameless = #expect(throws: LLMError.self) {
      try OpenAIChat(endpoint, model: "", client: .init())
    }
    #expect(nameless?.code == .invalidEndpoint)
  }
}
