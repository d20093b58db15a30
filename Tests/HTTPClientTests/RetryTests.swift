import Foundation
import TestSupport
import Testing

@testable import HTTPClient

struct RetryTests {
  private let quick = RetryPolicy(maxAttempts: 3, initialBackoff: .milliseconds(1))

  @Test(arguments: [429, 500, 502, 503, 504])
  func `a status that may pass is tried again`(status: Int) async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.status(status), .status(status)]))
    #expect(try await send(server, quick).status == 200)
    #expect(try await server.counters().requests == 3)
  }

  @Test(arguments: [400, 401, 404, 501])
  func `a status that will not pass is not`(status: Int) async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.status(status)]))
    #expect(try await send(server, quick).status == status)
    #expect(try await server.counters().requests == 1)
  }

  @Test func `a lost connection is tried again`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.body(.hangup)]))
    #expect(try await send(server, quick).status == 200)
  }

  @Test func `after the last attempt the reply is what came`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(always: .status(503)))
    #expect(try await send(server, quick).status == 503)
    #expect(try await server.counters().requests == 3)
  }

  @Test func `Retry-After is waited for`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.status(429, retryAfter: .text("1"))]))
    let started = ContinuousClock.now
    #expect(try await send(server, quick).status == 200)
    #expect(started.duration(to: .now) >= .seconds(1))
  }

  @Test func `a wait beyond the deadline is not begun`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(
      OpenAIBehaviour(failNext: [.status(429, retryAfter: .dateIn(seconds: 25))]))
    let deadline = ContinuousClock.now + .seconds(20)
    #expect(try await send(server, quick, deadline: deadline).status == 429)
    #expect(ContinuousClock.now < deadline)
  }

  @Test func `waits are a share of a bound that doubles up to its limit, and at least Retry-After`()
  {
    let policy = RetryPolicy(
      initialBackoff: .seconds(1), maxBackoff: .seconds(5), maxRetryAfter: .seconds(10))
    #expect(policy.wait(afterAttempt: 1, retryAfter: nil, jitter: 0) == .zero)
    #expect(policy.wait(afterAttempt: 1, retryAfter: nil, jitter: 1) == .seconds(1))
    #expect(policy.wait(afterAttempt: 2, retryAfter: nil, jitter: 0.5) == .seconds(1))
    #expect(policy.wait(afterAttempt: 99, retryAfter: nil, jitter: 1) == .seconds(5))
    #expect(policy.wait(afterAttempt: 1, retryAfter: .seconds(7), jitter: 1) == .seconds(7))
    #expect(policy.wait(afterAttempt: 1, retryAfter: .seconds(60), jitter: 1) == .seconds(10))
  }

  @Test func `Retry-After is seconds or a date`() {
    let now = Date(timeIntervalSince1970: 784_111_777)
    #expect(RetryAfter.parse("120", now: now) == .seconds(120))
    #expect(RetryAfter.parse("0.5", now: now) == .milliseconds(500))
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:38 GMT", now: now) == .seconds(1))
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:30 GMT", now: now) == .zero)
    #expect(RetryAfter.parse("1e300", now: now) == .seconds(86_400))
    for bad in [
      "", "-1", "nan", "inf", "soon", "Sun, 06 Nov 1994", "Sun, 06 Xyz 1994 08:49:37 GMT",
    ] {
      #expect(RetryAfter.parse(bad, now: now) == nil, "\(bad)")
    }
  }

  private func send(
    _ server: OpenAIServer, _ policy: RetryPolicy, deadline: ContinuousClock.Instant? = nil
  ) async throws -> HTTPResponse {
    var request = HTTPRequest(.get, server.baseURL + "/models")
    request.deadline = deadline
    return try await RetryingClient(try HTTPClient(), policy: policy).send(request)
  }
}
