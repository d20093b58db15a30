import Foundation

/// Where embeddings come from: an OpenAI-compatible URL, its key and the model.
public struct EmbeddingEndpoint: Sendable, Hashable {
  /// What the length of vectors may be.
  public static let dimensionLimits = 1...4096
  private static let maxNameBytes = 256

  /// Without a slash at its end, such as `https://api.openai.com/v1`.
  public let baseURL: String
  /// What is sent as bearer token; `nil` sends none.
  public let apiKey: APIKey?
  public let model: EmbeddingModel

  /// Throws `invalidEndpoint`, which names what was expected and repeats nothing of the key or URL.
  public init(baseURL: String, apiKey: APIKey? = nil, model: EmbeddingModel) throws(LLMError) {
    guard let parts = URLComponents(string: baseURL),
      ["http", "https"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false
    else {
      throw Self.invalid("the base URL: expected one such as https://api.openai.com/v1")
    }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
      throw Self.invalid("the base URL: expected no credentials, query or fragment")
    }
    guard apiKey.map({ Self.isToken($0.secret) }) ?? true else {
      throw Self.invalid("the API key: expected 1 to 4096 visible ASCII characters")
    }
    guard (1...Self.maxNameBytes).contains(model.name.utf8.count) else {
      throw Self.invalid("the model: expected a name of 1 to \(Self.maxNameBytes) bytes")
    }
    guard Self.dimensionLimits.contains(model.dimensions) else {
      let limits = Self.dimensionLimits
      throw Self.invalid("dimensions: expected \(limits.lowerBound) to \(limits.upperBound)")
    }
    var base = Substring(baseURL)
    while base.hasSuffix("/") { base.removeLast() }
    self.baseURL = String(base)
    self.apiKey = apiKey
    self.model = model
  }

  private static func isToken(_ text: String) -> Bool {
    (1...4096).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }

  private static func invalid(_ reason: String) -> LLMError {
    LLMError(.invalidEndpoint, attempted: "reading the settings of embeddings", reason: reason)
  }
}
