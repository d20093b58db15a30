import LLM
import TestSupport
import Testing

/// Every call is one attempt, whatever happens to it.
struct ChatFailureTests {
  @Test(
    arguments: [
      (.status(429), .rateLimited, true), (.status(500), .unavailable, true),
      (.status(503), .unavailable, true), (.status(408), .unavailable, true),
      (.status(400), .inputRefused, false), (.status(422), .inputRefused, false),
      (.status(404), .refused, false), (.status(302), .refused, false),
      (.body(.malformed), .invalidResponse, false), (.body(.noChoices), .invalidResponse, false),
      (.body(.hangup), .unavailable, true),
    ] as [(OpenAIBehaviour.Failure, LLMError.Code, Bool)])
  func `a failure has its code, and is one attempt`(
    failure: OpenAIBehaviour.Failure, code: LLMError.Code, isRetriable: Bool
  ) async throws {
    let fixture = try await ChatFixture()
    // A connection that was used before would tempt libcurl to send it twice.
    _ = try await fixture.complete()
    try await fixture.server.set(OpenAIBehaviour(failNext: [failure]))
    let error = await fixture.error()
    #expect(error?.code == code)
    #expect(error?.isRetriable == isRetriable)
    #expect(error?.attempted == "a chat completion with gpt-4o-mini")
    #expect(try await fixture.calls().count == 2)
    _ = try await fixture.complete()
  }

  @Test func `429 says until when`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(failNext: [.status(429, retryAfter: .text("9"))]))
    #expect(await fixture.error()?.retryAfter == .seconds(9))
  }

  @Test func `a chat that is too long for the model is refused for its input`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(chatContextTokens: 100))
    let error = await fixture.error(String(repeating: "private ", count: 100))
    #expect(error?.code == .inputRefused)
    #expect(
      error?.reason == "the provider answered with status 400 (context_length_exceeded)")
    #expect(try await fixture.complete("short").end == .stop)
  }

  @Test func `a slow provider is waited for until the deadline or the timeout`() async throws {
    let fixture = try await ChatFixture { $0.timeout = .milliseconds(300) }
    try await fixture.server.set(OpenAIBehaviour(delayMs: 20_000))
    let deadline = ContinuousClock.now + .milliseconds(100)
    #expect(await fixture.error(deadline: deadline)?.code == .deadlineExceeded)
    #expect(await fixture.error()?.code == .unavailable)
  }

  @Test func `a provider that is not there is unavailable`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.stopAndWait()
    #expect(await fixture.error()?.code == .unavailable)
  }

  @Test func `a reply longer than its limit is refused`() async throws {
    let fixture = try await ChatFixture { $0.maxReplyBytes = 10_000 }
    try await fixture.server.set(OpenAIBehaviour(padding: 10_000))
    #expect(await fixture.error()?.code == .invalidResponse)
  }

  @Test func `a wrong key is refused for good, and no error shows it or a text`() async throws {
    let fixture = try await ChatFixture(key: "right", sentKey: "sk-wrong")
    let error = await fixture.error("private words")
    #expect(error?.code == .refused)
    #expect(error?.reason == "the provider refused the key: status 401 (invalid_api_key)")
    #expect(String(reflecting: error).contains("sk-wrong") == false)
    #expect(String(reflecting: error).contains("private") == false)
  }

  @Test func `the right key is taken`() async throws {
    let fixture = try await ChatFixture(key: "right", sentKey: "right")
    #expect(try await fixture.complete().end == .stop)
  }

  @Test func `a cancelled call throws CancellationError`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(delayMs: 20_000))
    let task = Task { try await fixture.complete() }
    while try await fixture.calls().count == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `after failures in a row the provider is left alone, and tried again later`()
    async throws
  {
    let fixture = try await ChatFixture {
      $0.breakerThreshold = 2
      $0.breakerDelay = .seconds(1)
    }
    try await fixture.server.set(OpenAIBehaviour(always: .status(500)))
    for _ in 0..<5 { #expect(await fixture.error()?.code == .unavailable) }
    #expect(try await fixture.calls().count == 2)
    #expect(await fixture.error()?.retryAfter != nil)
    try await fixture.server.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
    try await Task.sleep(for: .seconds(1.1))
    #expect(try await fixture.complete().end == .stop)
  }

  @Test func `the server tells when calls arrived`() async throws {
    let fixture = try await ChatFixture()
    for _ in 0..<3 { _ = try await fixture.complete() }
    try await Task.sleep(for: .seconds(1.5))
    _ = try await fixture.complete()
    let calls = try await fixture.calls()
    #expect(calls.count == 4)
    #expect(calls.arrivals == calls.arrivals.sorted())
    #expect(calls.most(inAny: .seconds(60)) == 4)
    #expect(calls.most(inAny: .milliseconds(1)) < 4)
    #expect(calls.arrivals[3] - calls.arrivals[2] >= 1.5)
  }
}
