import Foundation
import HTTPClient

/// An OpenAI-compatible API: its URL and its key.
public struct OpenAIEndpoint: Sendable, Hashable {
  private static let maxNameBytes = 256

  /// Without a slash at its end, such as `https://api.openai.com/v1`.
  public let baseURL: String
  /// What is sent as bearer token; `nil` sends none.
  public let apiKey: APIKey?
  /// Whether nothing but a public address is connected to.
  public let isPublicOnly: Bool

  /// Throws `invalidEndpoint`, which names what was expected and repeats nothing of the key or URL.
  public init(
    baseURL: String, apiKey: APIKey? = nil, isPublicOnly: Bool = false
  ) throws(LLMError) {
    guard let parts = URLComponents(string: baseURL),
      ["http", "https"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false
    else {
      throw Self.invalid("the base URL: expected one such as https://api.openai.com/v1")
    }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
      throw Self.invalid("the base URL: expected no credentials, query or fragment")
    }
    guard apiKey.map(Self.isKey) ?? true else {
      throw Self.invalid("the API key: expected 1 to 4096 visible ASCII characters")
    }
    var base = Substring(baseURL)
    while base.hasSuffix("/") { base.removeLast() }
    self.baseURL = String(base)
    self.apiKey = apiKey
    self.isPublicOnly = isPublicOnly
  }

  /// Throws `invalidEndpoint` for a name that no model has.
  static func check(model name: String) throws(LLMError) {
    guard isModelName(name) else {
      throw invalid("the model: expected a name of 1 to \(maxNameBytes) bytes")
    }
  }

  /// Whether a model can be called so.
  public static func isModelName(_ name: String) -> Bool {
    (1...maxNameBytes).contains(name.utf8.count)
  }

  static func invalid(_ reason: String) -> LLMError {
    LLMError(.invalidEndpoint, attempted: "reading the settings of a provider", reason: reason)
  }

  /// `message` as JSON for `path`, such as `/embeddings`.
  func post(_ message: some Encodable, to path: String) throws -> HTTPRequest {
    var request = HTTPRequest(
      .post, baseURL + path,
      headers: ["Content-Type": "application/json", "Accept": "application/json"],
      body: Array(try JSONEncoder().encode(message)))
    request.isPublicOnly = isPublicOnly
    if let key = apiKey { request.headers.append("Authorization", "Bearer \(key.secret)") }
    return request
  }

  /// Whether it can be sent as bearer token: 1 to 4096 visible ASCII characters.
  public static func isKey(_ key: APIKey) -> Bool {
    (1...4096).contains(key.secret.utf8.count)
      && key.secret.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }
}
