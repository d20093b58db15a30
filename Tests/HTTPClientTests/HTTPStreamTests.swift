import HTTPClient
import TestSupport
import Testing

struct HTTPStreamTests {
  @Test func `a body of several megabytes comes in pieces to a reader that takes its time`()
    async throws
  {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(padding: 8_000_000))
    let stream = try await HTTPClient().stream(HTTPRequest(.get, server.baseURL + "/models"))
    #expect(stream.status == 200)
    #expect(stream.headers["content-type"] == "application/json")
    var sizes: [Int] = []
    while let bytes = try await stream.next() {
      sizes.append(bytes.count)
      if sizes.count % 16 == 0 { try await Task.sleep(for: .milliseconds(1)) }
    }
    #expect(sizes.reduce(0, +) > 8_000_000)
    // What waits is bounded: its limit, and the piece that passed it.
    #expect(sizes.allSatisfy { $0 <= 80 << 10 })
  }

  @Test func `a reader that stands still longer than the idle timeout goes on`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(padding: 20_000_000))
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.idleTimeout = .seconds(3)
    let stream = try await HTTPClient().stream(request)
    try await Task.sleep(for: .seconds(4))
    #expect(try await stream.rest(maxBytes: 30_000_000).count > 20_000_000)
  }

  @Test func `a reply without a body has its status, and an error status is a reply`() async throws
  {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.status(503, retryAfter: .text("7"))]))
    let client = try HTTPClient()
    let stream = try await client.stream(HTTPRequest(.get, server.baseURL + "/models"))
    #expect(stream.status == 503)
    #expect(stream.headers["Retry-After"] == "7")
    #expect(try await !stream.rest(maxBytes: 1_000).isEmpty)
    #expect(try await stream.next() == nil)
  }

  @Test func `a body longer than the limit is refused`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(padding: 100_000))
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.maxResponseBytes = 50_000
    let client = try HTTPClient()
    await #expect(throws: HTTPError.self) {
      _ = try await client.stream(request).rest(maxBytes: .max)
    }
    request.maxResponseBytes = nil
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.stream(request).rest(maxBytes: 50_000)
    }
    #expect(error?.code == .responseTooLarge)
  }

  @Test func `silence, a deadline and a server that hangs up end a stream that has not begun`()
    async throws
  {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.idleTimeout = .milliseconds(200)
    #expect(await code(client, request) == .timedOut)
    request.idleTimeout = nil
    request.deadline = .now + .milliseconds(200)
    #expect(await code(client, request) == .timedOut)
    request.deadline = nil
    try await server.set(OpenAIBehaviour(delayMs: 0, failNext: [.body(.hangup)]))
    #expect(await code(client, request) == .connectionLost)
  }

  @Test func `one that nobody holds any more leaves its place to others`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(padding: 30_000_000))
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1
    let client = try HTTPClient(configuration)
    let request = HTTPRequest(.get, server.baseURL + "/models")
    for _ in 0..<3 { #expect(try await client.stream(request).status == 200) }
    // One that is left has a second for its end.
    try await client.stream(request).leave()
    try await server.set(OpenAIBehaviour(padding: 0))
    #expect(try await client.send(request).status == 200)
  }

  @Test func `cancellation ends the wait for its beginning and for its bytes`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    let request = HTTPRequest(.get, server.baseURL + "/models")
    let task = Task { _ = try await client.stream(request) }
    while try await server.counters().requests == 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  private func code(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPError.Code? {
    do { _ = try await client.stream(request).rest(maxBytes: .max) } catch {
      return (error as? HTTPError)?.code
    }
    return nil
  }
}
