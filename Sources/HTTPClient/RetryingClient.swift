/// Sends a request again when the server, or the way to it, failed in a way that may pass.
///
/// That is after 429, 500, 502, 503 and 504, and when there was no connection or it broke: only for
/// requests that may be done twice. Never beyond the request's deadline.
public struct RetryingClient: Sendable {
  private let client: HTTPClient
  private let policy: RetryPolicy

  public init(_ client: HTTPClient, policy: RetryPolicy = .init()) {
    self.client = client
    self.policy = policy
  }

  /// The last reply, or what the last attempt threw. A request's timeout is that of one attempt.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    var attempt = 1
    while true {
      let outcome = try await send(once: request)
      guard attempt < policy.maxAttempts, outcome.mayPass else { return try outcome.get() }
      let wait = policy.wait(
        afterAttempt: attempt, retryAfter: outcome.retryAfter, jitter: .random(in: 0...1))
      let next = ContinuousClock.now + wait
      if let deadline = request.deadline, next >= deadline { return try outcome.get() }
      try await Task.sleep(until: next, clock: .continuous)
      attempt += 1
    }
  }

  private func send(once request: HTTPRequest) async throws -> Result<HTTPResponse, HTTPError> {
    do {
      return .success(try await client.send(request))
    } catch let error as HTTPError {
      return .failure(error)
    }
  }
}

extension Result<HTTPResponse, HTTPError> {
  fileprivate var mayPass: Bool {
    switch self {
    case .success(let response): RetryPolicy.statuses.contains(response.status)
    case .failure(let error): error.code == .unreachable || error.code == .connectionLost
    }
  }

  fileprivate var retryAfter: Duration? {
    if case .success(let response) = self { response.retryAfter } else { nil }
  }
}
