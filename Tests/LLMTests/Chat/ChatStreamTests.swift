import LLM
import Synchronization
import TestSupport
import Testing

struct ChatStreamTests {
  @Test func `a reply comes in parts, and whole at the end`() async throws {
    let fixture = try await ChatFixture()
    let script = ScriptedReply(
      "Grüße, 世界!  How are you?", model: "gpt-4o-mini-2", usage: .tokens(input: 12, output: 7))
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script]))
    var parts: [String] = []
    let reply = try await fixture.stream { parts.append($0) }
    #expect(parts == ["Grüße,", " 世界!", "  How", " are", " you?"])
    let expected = ChatReply(
      text: parts.joined(), end: .stop, usage: TokenUsage(input: 12, output: 7),
      model: "gpt-4o-mini-2")
    #expect(reply == expected)
    let last = try await fixture.calls().last
    #expect(last?.isStreamed == true)
    #expect(last?.parameters == ["stream_options"])
  }

  @Test func `the first part is there long before the last one`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [ScriptedReply("one two three four") { $0.pauseMs = 400 }]))
    var times: [ContinuousClock.Instant] = []
    _ = try await fixture.stream { _ in times.append(.now) }
    let (first, last) = (try #require(times.first), try #require(times.last))
    #expect(times.count == 4)
    #expect(first.duration(to: last) >= .milliseconds(400))
  }

  @Test func `tool calls are put together, and go back with their answers`() async throws {
    let fixture = try await ChatFixture()
    let tools = [
      ChatCalls.Tool(id: "call_1", name: "weather", arguments: #"{"city":"Köln","days":3}"#),
      ChatCalls.Tool(id: "call_2", name: "time", arguments: "{}"),
    ]
    let script = ScriptedReply(nil, finishReason: "tool_calls", toolCalls: tools)
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script, script]))
    var request = ChatRequest(
      messages: [ChatMessage(.user, "Weather?")],
      toolsJSON: #"[{"type":"function","function":{"name":"weather","x":1.50}}]"#)
    let reply = try await fixture.provider.stream(request, deadline: nil) { _ in }
    #expect(reply.end == .toolCalls)
    #expect(reply.toolCalls.map(\.arguments) == tools.map(\.function.arguments))
    #expect(try await fixture.calls().last?.parameters == ["stream_options", "tools"])
    #expect(
      try await fixture.provider.complete(request, deadline: nil).toolCalls == reply.toolCalls)

    var calls = ChatMessage(.assistant, "")
    calls.toolCalls = reply.toolCalls
    request.messages.append(calls)
    for call in reply.toolCalls {
      var answer = ChatMessage(.tool, "sunny")
      answer.toolCallID = call.id
      request.messages.append(answer)
    }
    _ = try await fixture.provider.stream(request, deadline: nil) { _ in }
    let sent = try #require(try await fixture.calls().last?.messages)
    #expect(sent.map(\.role) == ["user", "assistant", "tool", "tool"])
    #expect(sent[1].toolCalls == tools)
    #expect(sent[3].toolCallID == "call_2")
  }

  @Test func `a refusal is the reply's text`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [ScriptedReply(nil, refusal: "I can't.")]))
    let reply = try await fixture.stream { _ in }
    #expect(reply.text == "I can't.")
    #expect(reply.end == .refused)
  }

  @Test func `a server that does not know stream_options streams without them`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(chatRefuses: ["stream_options", "max_tokens"]))
    let reply = try await fixture.stream(maxOutputTokens: 50) { _ in }
    #expect(reply.usage == nil)
    #expect(try await fixture.calls().last?.parameters == ["max_completion_tokens"])
    #expect(try await fixture.calls().count == 3)
  }

  // MARK: Failures

  @Test(arguments: [1, 2, 3])
  func `what fails before the first part is tried again`(failures: Int) async throws {
    let fixture = try await ChatFixture()
    let failNext = [OpenAIBehaviour.Failure.status(429), .status(503), .status(500)]
    try await fixture.server.set(OpenAIBehaviour(failNext: Array(failNext.prefix(failures))))
    if failures < 3 {
      #expect(try await fixture.stream { _ in }.end == .stop)
    } else {
      #expect(await fixture.streamError()?.code == .unavailable)
    }
    #expect(try await fixture.calls().count == min(failures + 1, 3))
  }

  @Test func `a reply that breaks off before its first part is tried again, after it not`()
    async throws
  {
    let fixture = try await ChatFixture()
    let early = ScriptedReply("one two") { $0.cutAfter = 1 }
    let late = ScriptedReply("one two") { $0.cutAfter = 2 }
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [early, early]))
    #expect(try await fixture.stream { _ in }.end == .stop)
    #expect(try await fixture.calls().count == 3)
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [late]))
    var parts: [String] = []
    let error = await fixture.streamError { parts.append($0) }
    #expect(error?.code == .unavailable)
    #expect(parts == ["one"])
    #expect(try await fixture.calls().count == 4)
  }

  @Test(
    arguments: [
      (.status(429, retryAfter: .text("9")), .rateLimited, 1),
      (.status(401), .refused, 1), (.status(403), .refused, 1), (.status(400), .inputRefused, 1),
      (.status(404), .refused, 1), (.status(500), .unavailable, 3),
      (.body(.malformed), .unavailable, 3),
    ] as [(OpenAIBehaviour.Failure, LLMError.Code, Int)])
  func `a failure has its code, and is tried as often as it may help`(
    failure: OpenAIBehaviour.Failure, code: LLMError.Code, attempts: Int
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(always: failure))
    let error = await fixture.streamError()
    #expect(error?.code == code)
    #expect(error?.reason.contains("made up") == false)
    #expect(try await fixture.calls().count == attempts)
  }

  @Test func `an event that is none ends the reply as invalid`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [ScriptedReply("one two") { $0.malformedAfter = 2 }]))
    #expect(await fixture.streamError()?.code == .invalidResponse)
  }

  @Test(
    arguments: [
      ("rate_limit_exceeded", .rateLimited), ("server_error", .unavailable),
      ("context_length_exceeded", .inputRefused),
    ] as [(String, LLMError.Code)])
  func `an error inside the stream has its code`(
    word: String, code: LLMError.Code
  ) async throws {
    let fixture = try await ChatFixture()
    let script = ScriptedReply("one two") {
      $0.errorAfter = 2
      $0.error = word
    }
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script]))
    let error = await fixture.streamError()
    #expect(error?.code == code)
    #expect(error?.reason == "the provider gave up while it answered (\(word))")
  }

  @Test func `a stream that shows no sign of life is given up`() async throws {
    let fixture = try await ChatFixture { $0.timeout = .milliseconds(300) }
    let script = ScriptedReply("one two") { $0.pauseMs = 20_000 }
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script, script, script]))
    let error = await fixture.streamError()
    #expect(error?.code == .unavailable)
    #expect(error?.reason == "nothing came for too long")
  }

  @Test func `a stream may last longer than the timeout, but not than the deadline`() async throws {
    let fixture = try await ChatFixture { $0.timeout = .milliseconds(700) }
    let script = ScriptedReply("one two three four five six") { $0.pauseMs = 200 }
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script, script]))
    #expect(try await fixture.stream { _ in }.text == "one two three four five six")
    let error = await fixture.streamError(deadline: .now + .milliseconds(500))
    #expect(error?.code == .deadlineExceeded)
  }

  @Test func `a cancelled stream hangs up`() async throws {
    let fixture = try await ChatFixture()
    let script = ScriptedReply(String(repeating: "word ", count: 500)) { $0.pauseMs = 20 }
    try await fixture.server.set(OpenAIBehaviour(chatReplies: [script]))
    let hasBegun = Atomic(false)
    let task = Task {
      try await fixture.stream { _ in hasBegun.store(true, ordering: .relaxed) }
    }
    while !hasBegun.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    while try await fixture.calls().hangups == 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `what the reader throws ends the stream, and is no failure of the provider`()
    async throws
  {
    struct Enough: Error {}
    let fixture = try await ChatFixture { $0.breakerThreshold = 1 }
    await #expect(throws: Enough.self) { try await fixture.stream { _ in throw Enough() } }
    #expect(try await fixture.stream { _ in }.end == .stop)
  }

  @Test func `a provider that breaks off again and again is left alone`() async throws {
    let fixture = try await ChatFixture { $0.breakerThreshold = 1 }
    try await fixture.server.set(
      OpenAIBehaviour(chatReplies: [ScriptedReply("one two") { $0.cutAfter = 2 }]))
    #expect(await fixture.streamError()?.code == .unavailable)
    #expect(await fixture.streamError()?.retryAfter != nil)
    #expect(try await fixture.calls().count == 1)
  }

  @Test func `replies one after the other share a connection`() async throws {
    let fixture = try await ChatFixture()
    for _ in 0..<5 {
      _ = try await fixture.stream { _ in }
      // The end of the body comes right after the last event.
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await fixture.server.counters().connections == 1)
  }
}
