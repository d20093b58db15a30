import Foundation
import HTTPClient
import TestSupport
import Testing

struct HTTPClientTests {
  @Test func `a request brings status, headers and body`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    let reply = try await client.send(HTTPRequest(.get, server.baseURL + "/models"))
    #expect(reply.status == 200)
    #expect(reply.headers["CONTENT-TYPE"] == "application/json")
    #expect(String(decoding: reply.body, as: UTF8.self).contains("text-embedding-3-small"))
  }

  @Test func `an error status is a reply`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(failNext: [.status(503, retryAfter: .text("7"))]))
    let reply = try await client.send(HTTPRequest(.get, server.baseURL + "/models"))
    #expect(reply.status == 503)
    #expect(reply.retryAfter == .seconds(7))
  }

  @Test func `headers and body arrive as they were sent`() async throws {
    let server = try await OpenAIServer.start(key: "the key")
    let client = try HTTPClient()
    var request = HTTPRequest(.post, server.baseURL + "/embeddings")
    request.body = Array(#"{"model":"m","input":["ü"]}"#.utf8)
    #expect(try await client.send(request).status == 401)
    request.headers.append("authorization", "Bearer the key")
    #expect(try await client.send(request).status == 200)
    #expect(try await server.counters().last?.model == "m")
  }

  @Test func `a body of several megabytes goes there and comes back`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    let text = String(repeating: "word ", count: 400_000)
    try await server.set(OpenAIBehaviour(padding: 3_000_000))
    let reply = try await client.send(
      HTTPRequest(
        .post, server.baseURL + "/embeddings",
        body: Array(#"{"model":"m","input":"\#(text)"}"#.utf8)))
    #expect(reply.status == 200)
    #expect(reply.body.count > 3_000_000)
  }

  @Test func `requests one after the other share a connection`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    for _ in 0..<20 { _ = try await client.send(HTTPRequest(.get, server.baseURL + "/models")) }
    let counters = try await server.counters()
    #expect(counters.requests == 20)
    #expect(counters.connections == 1)
  }

  @Test func `many requests at once all get their own reply, over few connections`() async throws {
    let server = try await OpenAIServer.start()
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 8
    configuration.maxWaiting = 1000
    let client = try HTTPClient(configuration)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<300 {
        group.addTask {
          let body = #"{"model":"model-\#(number)","input":"text"}"#
          let reply = try await client.send(
            HTTPRequest(.post, server.baseURL + "/embeddings", body: Array(body.utf8)))
          return String(decoding: reply.body, as: UTF8.self).contains(#""model-\#(number)""#)
        }
      }
      for try await isOwn in group { #expect(isOwn) }
    }
    let counters = try await server.counters()
    #expect(counters.requests == 300)
    #expect(counters.connections <= 8)
  }

  @Test func `what does not come in time is timedOut`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.timeout = .milliseconds(200)
    #expect(await code(client, request) == .timedOut)
    request.timeout = nil
    request.deadline = .now + .milliseconds(200)
    #expect(await code(client, request) == .timedOut)
    request.deadline = .now - .seconds(1)
    #expect(await code(client, request) == .timedOut)
  }

  @Test func `a request waits for a place no longer than its deadline`() async throws {
    let server = try await OpenAIServer.start()
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1
    let client = try HTTPClient(configuration)
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    let slow = Task { try await client.send(HTTPRequest(.get, server.baseURL + "/models")) }
    try await waitForRequests(1, server)
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.timeout = .milliseconds(100)
    #expect(await code(client, request) == .timedOut)
    #expect(try await server.counters().requests == 1)
    slow.cancel()
  }

  @Test func `a cancelled request ends at once and leaves its place to others`() async throws {
    let server = try await OpenAIServer.start()
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1
    let client = try HTTPClient(configuration)
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    let url = server.baseURL + "/models"
    let running = Task { try await client.send(HTTPRequest(.get, url)) }
    try await waitForRequests(1, server)
    let waiting = Task { try await client.send(HTTPRequest(.get, url)) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    try await server.set(OpenAIBehaviour(delayMs: 0))
    #expect(try await client.send(HTTPRequest(.get, url)).status == 200)
  }

  @Test func `a request of a task that is cancelled already is not sent`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await client.send(HTTPRequest(.get, server.baseURL + "/models"))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `a reply longer than the limit is refused`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    var request = HTTPRequest(.get, server.baseURL + "/models")
    let length = try await client.send(request).body.count
    request.maxResponseBytes = length
    #expect(await code(client, request) == nil)
    request.maxResponseBytes = length - 1
    #expect(await code(client, request) == .responseTooLarge)
  }

  @Test func `a server that is not there is unreachable`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.stopAndWait()
    #expect(await code(client, HTTPRequest(.get, server.baseURL + "/models")) == .unreachable)
  }

  @Test func `a server that hangs up is a lost connection`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(failNext: [.body(.hangup)]))
    #expect(await code(client, HTTPRequest(.get, server.baseURL + "/models")) == .connectionLost)
  }

  @Test(arguments: [
    "file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", "http://", "http://key@127.0.0.1/",
    "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "",
  ])
  func `a URL that is not meant for this is refused without naming it`(url: String) async throws {
    let client = try HTTPClient()
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(HTTPRequest(.get, url))
    }
    #expect(error?.code == .invalidRequest)
    #expect(error?.description.contains("key") == false)
  }

  @Test func `a header that would begin another one is refused`() async throws {
    let client = try HTTPClient()
    let request = HTTPRequest(.get, "http://127.0.0.1/", headers: ["A": "b\r\nC: d"])
    #expect(await code(client, request) == .invalidRequest)
  }

  @Test func `more requests than may wait are refused as overloaded`() async throws {
    let server = try await OpenAIServer.start()
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1
    configuration.maxWaiting = 2
    let client = try HTTPClient(configuration)
    try await server.set(OpenAIBehaviour(delayMs: 500))
    let url = server.baseURL + "/models"
    let codes = await withTaskGroup(of: HTTPError.Code?.self) { group in
      for _ in 0..<10 { group.addTask { await code(client, HTTPRequest(.get, url)) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.count { $0 == .overloaded } == 7)
    #expect(codes.count { $0 == nil } == 3)
  }

  @Test func `shutdown ends what is under way and refuses the rest`() async throws {
    let server = try await OpenAIServer.start()
    let client = try HTTPClient()
    try await server.set(OpenAIBehaviour(delayMs: 20_000))
    let request = HTTPRequest(.get, server.baseURL + "/models")
    let running = Task { await code(client, request) }
    try await waitForRequests(1, server)
    client.shutdown()
    #expect(await running.value == .shuttingDown)
    #expect(await code(client, request) == .shuttingDown)
  }

  private func code(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPError.Code? {
    do { _ = try await client.send(request) } catch { return (error as? HTTPError)?.code }
    return nil
  }

  private func waitForRequests(_ count: Int, _ server: OpenAIServer) async throws {
    while try await server.counters().requests < count {
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
