public import HTTPClient
import Synchronization

/// Embeddings of any server that speaks OpenAI's API.
public final class OpenAIEmbeddings: EmbeddingProvider {
  /// Limits, and how it is asked.
  public struct Options: Sendable {
    /// How many texts are sent in one request; OpenAI takes 2,048.
    public var maxBatch = 256
    /// How many bytes of a text are sent; what is beyond has no influence on its vector. As a token
    /// has at least one byte, 8,000 are within OpenAI's 8,192 tokens whatever the language.
    public var maxTextBytes = 8_000
    /// How many bytes of text are sent in one request: within OpenAI's 300,000 tokens.
    public var maxRequestBytes = 262_144
    /// The most that one attempt may take.
    public var timeout: Duration = .seconds(30)
    public var retries = RetryPolicy()
    /// So many failures in a row keep requests from the provider, for `breakerDelay`.
    public var breakerThreshold = 5
    public var breakerDelay: Duration = .seconds(10)

    public init() {}
  }

  /// The most bytes of a reply for each text, whatever the model: written out a number has about 12.
  private static let maxBytesPerVector = EmbeddingEndpoint.dimensionLimits.upperBound * 32 + 1_024

  public var model: EmbeddingModel { endpoint.model }
  public var maxBatch: Int { max(options.maxBatch, 1) }

  private let endpoint: EmbeddingEndpoint
  private let options: Options
  private let client: RetryingClient
  private let gate: ProviderGate
  /// Whether the number of dimensions is asked for. Some models can choose it, and others refuse the
  /// question: so it is asked when a reply had another number.
  private let asksForDimensions = Mutex(false)

  public init(_ endpoint: EmbeddingEndpoint, client: HTTPClient, options: Options = .init()) {
    self.endpoint = endpoint
    self.options = options
    self.client = RetryingClient(client, policy: options.retries)
    gate = ProviderGate(threshold: options.breakerThreshold, delay: options.breakerDelay)
  }

  public func embed(
    _ texts: [String], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    let inputs = texts.map { text in
      // OpenAI refuses what is empty.
      text.isEmpty ? " " : text.clipped(toBytes: options.maxTextBytes)
    }
    let batches = EmbeddingBatches(maxCount: maxBatch, maxBytes: options.maxRequestBytes)
    var vectors: [[Float]] = []
    for range in batches.ranges(inputs.map(\.utf8.count)) {
      vectors += try await embed(batch: Array(inputs[range]), deadline: deadline)
    }
    return vectors
  }

  private func embed(
    batch: [String], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    let asks = asksForDimensions.withLock(\.self)
    do {
      return try await ask(batch, forDimensions: asks, deadline: deadline)
    } catch let error as LLMError where error.code == .wrongDimensions && !asks {
      let vectors = try await ask(batch, forDimensions: true, deadline: deadline)
      asksForDimensions.withLock { $0 = true }
      return vectors
    }
  }

  private func ask(
    _ batch: [String], forDimensions asks: Bool, deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    let attempt = EmbeddingAttempt(model: model, count: batch.count)
    let request = try request(batch, forDimensions: asks, deadline: deadline)
    return try await gate.pass(attempt.general, deadline: deadline) {
      try attempt.vectors(of: try await client.send(request))
    }
  }

  private func request(
    _ batch: [String], forDimensions asks: Bool, deadline: ContinuousClock.Instant?
  ) throws -> HTTPRequest {
    // Written-out numbers take 25 times as long to read: 145 ms for 256 vectors of 1536.
    let message = EmbeddingsRequest(
      model: model.name, input: batch, encodingFormat: "base64",
      dimensions: asks ? model.dimensions : nil)
    var request = try endpoint.api.post(message, to: "/embeddings")
    request.timeout = options.timeout
    request.deadline = deadline
    request.maxResponseBytes = Self.maxBytesPerVector * (batch.count + 1)
    return request
  }
}
