import HTTPClient
import Synchronization

extension OpenAIChat {
  /// What took longer to fail is not tried again: somebody waits for the reply.
  private static let patience = Duration.seconds(10)
  private static let maxErrorBytes = 64 << 10

  public func stream(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?,
    onText: (String) async throws -> Void
  ) async throws -> ChatReply {
    var (reply, first) = try await begin(request, deadline: deadline)
    if !first.isEmpty { try await onText(first) }
    while let text = try await knowledge.gate.follow(
      reply.attempt.general, deadline: deadline, { try await reply.next() })
    {
      try await onText(text)
    }
    return reply.reply
  }

  /// The first attempt that brings something of a reply.
  private func begin(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?
  ) async throws -> (reply: StreamedReply, first: String) {
    var attempt = 1
    while true {
      let started = ContinuousClock.now
      do {
        return try await beginOnce(request, deadline: deadline)
      } catch let error as LLMError {
        // Each parameter is refused once at most.
        if error.code == .featureRefused { continue }
        guard started.duration(to: .now) < Self.patience,
          let pause = pause(after: error, attempt: attempt, deadline: deadline)
        else { throw error }
        try await Task.sleep(for: pause)
        attempt += 1
      }
    }
  }

  /// How long to wait before the next attempt; `nil` where it would be too long, or of no use.
  private func pause(
    after error: LLMError, attempt: Int, deadline: ContinuousClock.Instant?
  ) -> Duration? {
    let policy = options.streamRetries
    guard attempt < policy.maxAttempts, [.unavailable, .rateLimited].contains(error.code),
      (error.retryAfter ?? .zero) <= policy.maxRetryAfter
    else { return nil }
    let pause = policy.wait(
      afterAttempt: attempt, retryAfter: error.retryAfter, jitter: .random(in: 0...1))
    if let deadline, .now + pause >= deadline { return nil }
    return pause
  }

  private func beginOnce(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?
  ) async throws -> (reply: StreamedReply, first: String) {
    let attempt = ChatAttempt(model: modelName)
    let message = knowledge.dialect.withLock {
      $0.message(request, model: modelName, isStreamed: true)
    }
    let post = try streamedPost(message, request, attempt, deadline: deadline)
    return try await knowledge.gate.pass(attempt.general, deadline: deadline) {
      let body = try await client.stream(post)
      guard body.status == 200 else {
        let text = try await body.rest(maxBytes: Self.maxErrorBytes)
        let response = HTTPResponse(status: body.status, headers: body.headers, body: text)
        throw error(of: response, to: message, attempt)
      }
      var reply = StreamedReply(body, attempt, maxBytes: options.maxReplyBytes)
      let first = try await reply.begin()
      return (reply, first)
    }
  }

  private func streamedPost(
    _ message: ChatCompletionRequest, _ request: ChatRequest, _ attempt: ChatAttempt,
    deadline: ContinuousClock.Instant?
  ) throws(LLMError) -> HTTPRequest {
    var post = try post(message, tools: request.toolsJSON, attempt, deadline: deadline)
    post.timeout = nil
    post.idleTimeout = options.timeout
    // Of the events around the text, which are many times as long.
    post.maxResponseBytes = Int.max
    post.isSentOnce = false
    return post
  }
}
