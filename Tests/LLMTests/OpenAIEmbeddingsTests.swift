import HTTPClient
import LLM
import TestSupport
import Testing

struct OpenAIEmbeddingsTests {
  @Test func `vectors are of unit length, in the order of the texts, and always the same`()
    async throws
  {
    let fixture = try await OpenAIFixture()
    let vectors = try await fixture.provider.embed(["one", "two", "one"], deadline: nil)
    #expect(vectors.map(\.count) == [1536, 1536, 1536])
    #expect(vectors[0] == vectors[2])
    #expect(vectors[0] != vectors[1])
    for vector in vectors { #expect(abs(vector.dot(vector) - 1) < 1e-5) }
  }

  @Test func `no text asks nobody`() async throws {
    let fixture = try await OpenAIFixture()
    #expect(try await fixture.provider.embed([], deadline: nil).isEmpty)
    #expect(try await fixture.server.counters().requests == 0)
  }

  @Test func `an empty text has a vector too`() async throws {
    let fixture = try await OpenAIFixture()
    #expect(try await fixture.provider.embed(["", "a"], deadline: nil).count == 2)
  }

  @Test func `numbers are taken as well as base64`() async throws {
    let fixture = try await OpenAIFixture()
    let encoded = try await fixture.provider.embed(["some text"], deadline: nil)
    try await fixture.server.set(OpenAIBehaviour(failNext: [.body(.float)]))
    let written = try await fixture.provider.embed(["some text"], deadline: nil)
    #expect(zip(encoded[0], written[0]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `vectors are put into order by their index`() async throws {
    let fixture = try await OpenAIFixture()
    let straight = try await fixture.provider.embed(["one", "two", "three"], deadline: nil)
    try await fixture.server.set(OpenAIBehaviour(failNext: [.body(.reversed)]))
    #expect(try await fixture.provider.embed(["one", "two", "three"], deadline: nil) == straight)
  }

  @Test func `more than 256 texts are several requests`() async throws {
    let fixture = try await OpenAIFixture(dimensions: 64)
    let texts = (0..<600).map { "text \($0)" }
    let vectors = try await fixture.provider.embed(texts, deadline: nil)
    #expect(vectors.count == 600)
    #expect(try await vectors[599] == fixture.provider.embed(["text 599"], deadline: nil)[0])
    let counters = try await fixture.server.counters()
    // One of them found out that this model can choose its dimensions.
    #expect(counters.requests == 5)
    #expect(counters.inputs == 601 + 256)
  }

  @Test func `dimensions are asked for when a reply had others`() async throws {
    let plain = try await OpenAIFixture()
    _ = try await plain.provider.embed(["text"], deadline: nil)
    #expect(try await plain.server.counters().last?.dimensions == nil)
    let chosen = try await OpenAIFixture(dimensions: 256)
    #expect(try await chosen.provider.embed(["text"], deadline: nil)[0].count == 256)
    #expect(try await chosen.server.counters().last?.dimensions == 256)
  }

  @Test func `what is beyond the limit of a text has no influence`() async throws {
    let fixture = try await OpenAIFixture { $0.maxTextBytes = 9 }
    let vectors = try await fixture.provider.embed(["some wörld", "some wörl"], deadline: nil)
    #expect(vectors[0] == vectors[1])
  }

  @Test func `a slow provider is waited for until the deadline`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(delayMs: 100))
    _ = try await fixture.provider.embed(["text"], deadline: .now + .seconds(30))
    try await fixture.server.set(OpenAIBehaviour(delayMs: 20_000))
    #expect(await fixture.error(deadline: .now + .milliseconds(200))?.code == .deadlineExceeded)
  }

  @Test func `a provider that takes longer than an attempt may is unavailable`() async throws {
    let fixture = try await OpenAIFixture { $0.timeout = .milliseconds(100) }
    try await fixture.server.set(OpenAIBehaviour(delayMs: 20_000))
    #expect(await fixture.error()?.code == .unavailable)
  }

  @Test func `a provider that is not there is unavailable`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.stopAndWait()
    let error = await fixture.error()
    #expect(error?.code == .unavailable)
    #expect(error?.isRetriable == true)
  }

  @Test(arguments: [
    OpenAIBehaviour.Failure.RetryAfter.text("1"), .dateIn(seconds: 2),
  ])
  func `429 is tried again when Retry-After says`(
    after: OpenAIBehaviour.Failure.RetryAfter
  ) async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(failNext: [.status(429, retryAfter: after)]))
    let started = ContinuousClock.now
    _ = try await fixture.provider.embed(["text"], deadline: nil)
    // A date has whole seconds: 2 s may be little more than 1.
    #expect(started.duration(to: .now) > .milliseconds(900))
    #expect(try await fixture.server.counters().requests == 2)
  }

  @Test func `429 that stays is rateLimited and says until when`() async throws {
    let fixture = try await OpenAIFixture { $0.retries = .never }
    try await fixture.server.set(OpenAIBehaviour(always: .status(429, retryAfter: .text("9"))))
    let error = await fixture.error()
    #expect(error?.code == .rateLimited)
    #expect(error?.retryAfter == .seconds(9))
    #expect(error?.isRetriable == true)
  }

  @Test func `500 and then a reply is a reply`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(failNext: [.status(500)]))
    #expect(try await fixture.provider.embed(["text"], deadline: nil).count == 1)
  }

  @Test func `a connection that breaks is made again`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(failNext: [.body(.hangup)]))
    #expect(try await fixture.provider.embed(["text"], deadline: nil).count == 1)
  }

  @Test(arguments: [
    (OpenAIBehaviour.Failure.Body.malformed, LLMError.Code.invalidResponse),
    (.wrongCount, .invalidResponse), (.wrongIndex, .invalidResponse), (.zero, .invalidResponse),
  ])
  func `a damaged reply is refused, and not asked for again`(
    body: OpenAIBehaviour.Failure.Body, code: LLMError.Code
  ) async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(failNext: [.body(body)]))
    let error = await fixture.error()
    #expect(error?.code == code)
    #expect(error?.isRetriable == false)
    #expect(try await fixture.server.counters().requests == 1)
  }

  @Test func `a model that has other dimensions for good is refused after one more question`()
    async throws
  {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(always: .body(.wrongDimensions)))
    #expect(await fixture.error()?.code == .wrongDimensions)
    #expect(try await fixture.server.counters().requests == 2)
  }

  @Test func `a reply that is much longer than vectors are is refused`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(padding: 1_000_000))
    #expect(await fixture.error()?.code == .invalidResponse)
  }

  @Test func `a wrong key is refused for good, and no error shows it or a text`() async throws {
    let fixture = try await OpenAIFixture(key: "right", sentKey: "sk-wrong")
    let error = await fixture.error(text: "private words")
    #expect(error?.code == .refused)
    #expect(error?.isRetriable == false)
    #expect(error?.reason == "the provider refused the key: status 401 (invalid_api_key)")
    #expect(String(reflecting: error).contains("sk-wrong") == false)
    #expect(String(reflecting: error).contains("private") == false)
    #expect(try await fixture.server.counters().requests == 1)
  }

  @Test func `the right key is taken`() async throws {
    let fixture = try await OpenAIFixture(key: "right", sentKey: "right")
    #expect(try await fixture.provider.embed(["text"], deadline: nil).count == 1)
  }

  @Test func `a cancelled call throws CancellationError`() async throws {
    let fixture = try await OpenAIFixture()
    try await fixture.server.set(OpenAIBehaviour(delayMs: 20_000))
    let task = Task { try await fixture.provider.embed(["text"], deadline: nil) }
    while try await fixture.server.counters().requests == 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `after failures in a row the provider is left alone, and tried again later`()
    async throws
  {
    let fixture = try await OpenAIFixture {
      $0.retries = .never
      $0.breakerThreshold = 2
      $0.breakerDelay = .seconds(1)
    }
    try await fixture.server.set(OpenAIBehaviour(always: .status(500)))
    for _ in 0..<5 { #expect(await fixture.error()?.code == .unavailable) }
    #expect(try await fixture.server.counters().requests == 2)
    #expect(await fixture.error()?.retryAfter != nil)
    try await fixture.server.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
    try await Task.sleep(for: .seconds(1.1))
    #expect(try await fixture.provider.embed(["text"], deadline: nil).count == 1)
  }
}
