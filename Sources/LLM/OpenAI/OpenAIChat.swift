public import HTTPClient
import Synchronization

/// Chat completions of any server that speaks OpenAI's API.
///
/// Copies share what they have learned of the server.
public struct OpenAIChat: ChatProvider {
  /// Limits, and how it is asked.
  public struct Options: Sendable {
    /// The most that a call may take, and a streamed reply without a sign of life.
    public var timeout: Duration = .seconds(60)
    /// The most bytes of a reply: 8 MiB. Of a streamed one its text alone counts.
    public var maxReplyBytes = 8 << 20
    /// What becomes of a streamed reply that fails before it begins.
    public var streamRetries = RetryPolicy(maxRetryAfter: .seconds(2))
    /// So many failures in a row keep requests from the provider, for `breakerDelay`.
    public var breakerThreshold = 5
    public var breakerDelay: Duration = .seconds(10)

    public init() {}
  }

  public let modelName: String

  private let endpoint: OpenAIEndpoint
  let options: Options
  let client: HTTPClient
  let knowledge: Knowledge

  /// Throws `invalidEndpoint` for a name that no model has.
  public init(
    _ endpoint: OpenAIEndpoint, model: String, client: HTTPClient, options: Options = .init()
  ) throws(LLMError) {
    try OpenAIEndpoint.check(model: model)
    modelName = model
    self.endpoint = endpoint
    self.options = options
    self.client = client
    knowledge = Knowledge(options)
  }

  public func complete(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?
  ) async throws -> ChatReply {
    let attempt = ChatAttempt(model: modelName)
    let message = knowledge.dialect.withLock { $0.message(request, model: modelName) }
    let post = try post(message, tools: request.toolsJSON, attempt, deadline: deadline)
    return try await knowledge.gate.pass(attempt.general, deadline: deadline) {
      let response = try await client.send(post)
      guard response.status == 200 else { throw error(of: response, to: message, attempt) }
      return try attempt.reply(of: response)
    }
  }

  func post(
    _ message: ChatCompletionRequest, tools: String?, _ attempt: ChatAttempt,
    deadline: ContinuousClock.Instant?
  ) throws(LLMError) -> HTTPRequest {
    var request: HTTPRequest
    do { request = try endpoint.post(message, to: "/chat/completions") } catch {
      throw attempt.general.error(.inputRefused, "the temperature is not a finite number")
    }
    // Passed on as they are: numbers in them keep their form.
    if let tools {
      request.body.removeLast()
      request.body += Array(#","tools":\#(tools)}"#.utf8)
    }
    request.timeout = options.timeout
    request.deadline = deadline
    request.maxResponseBytes = options.maxReplyBytes
    request.isSentOnce = true
    return request
  }

  func error(
    of response: HTTPResponse, to message: ChatCompletionRequest, _ attempt: ChatAttempt
  ) -> LLMError {
    let reply = ErrorReply(response.body)
    let feature = knowledge.dialect.withLock {
      $0.learn(status: response.status, reply, to: message)
    }
    guard let feature else { return attempt.general.error(of: response, reply) }
    return attempt.general.error(
      .featureRefused, "the provider does not take \(feature.parameter); it is not sent again")
  }
}

extension OpenAIChat {
  /// What is known of the server.
  final class Knowledge: Sendable {
    let dialect = Mutex(ChatDialect())
    let gate: ProviderGate

    init(_ options: Options) {
      gate = ProviderGate(threshold: options.breakerThreshold, delay: options.breakerDelay)
    }
  }
}
