import HTTPClient
import LLM
import TestSupport

/// A server and a provider that asks it.
struct OpenAIFixture {
  let server: OpenAIServer
  let provider: OpenAIEmbeddings

  init(
    key: String? = nil, sentKey: String? = nil, dimensions: Int = 1536,
    _ change: (inout OpenAIEmbeddings.Options) -> Void = { _ in }
  ) async throws {
    server = try await OpenAIServer.start(key: key)
    var options = OpenAIEmbeddings.Options()
    options.retries = RetryPolicy(initialBackoff: .milliseconds(1))
    change(&options)
    let endpoint = try EmbeddingEndpoint(
      baseURL: server.baseURL + "/", apiKey: sentKey.map { APIKey($0) },
      model: EmbeddingModel(name: "text-embedding-3-small", dimensions: dimensions))
    provider = OpenAIEmbeddings(endpoint, client: try HTTPClient(), options: options)
  }

  /// What embedding a text throws.
  func error(
    text: String = "text", deadline: ContinuousClock.Instant? = nil
  ) async -> LLMError? {
    do { _ = try await provider.embed([text], deadline: deadline) } catch {
      return error as? LLMError
    }
    return nil
  }
}

extension [Float] {
  /// The cosine of the angle between two vectors of unit length.
  func dot(_ other: [Float]) -> Double {
    zip(self, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
