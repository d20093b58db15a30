/// Where embeddings come from: an OpenAI-compatible API and the model.
public struct EmbeddingEndpoint: Sendable, Hashable {
  /// What the length of vectors may be.
  public static let dimensionLimits = 1...4096

  public let model: EmbeddingModel
  let api: OpenAIEndpoint

  /// Without a slash at its end, such as `https://api.openai.com/v1`.
  public var baseURL: String { api.baseURL }
  /// What is sent as bearer token; `nil` sends none.
  public var apiKey: APIKey? { api.apiKey }
  /// Whether nothing but a public address is connected to.
  public var isPublicOnly: Bool { api.isPublicOnly }

  /// Throws `invalidEndpoint`, which names what was expected and repeats nothing of the key or URL.
  public init(
    baseURL: String, apiKey: APIKey? = nil, model: EmbeddingModel, isPublicOnly: Bool = false
  ) throws(LLMError) {
    api = try OpenAIEndpoint(baseURL: baseURL, apiKey: apiKey, isPublicOnly: isPublicOnly)
    try OpenAIEndpoint.check(model: model.name)
    guard Self.dimensionLimits.contains(model.dimensions) else {
      let limits = Self.dimensionLimits
      throw OpenAIEndpoint.invalid(
        "dimensions: expected \(limits.lowerBound) to \(limits.upperBound)")
    }
    self.model = model
  }
}
