/// What an `OpenAIServer` has counted.
public struct OpenAICounters: Decodable, Sendable {
  /// What the last request for embeddings asked.
  public struct Last: Decodable, Sendable {
    public let texts: Int
    public let encodingFormat: String
    public let dimensions: Int?
    public let model: String

    enum CodingKeys: String, CodingKey {
      case texts, dimensions, model
      case encodingFormat = "encoding_format"
    }
  }

  /// Requests of the API, connections they came on, and texts that were embedded.
  public let requests: Int
  public let connections: Int
  public let inputs: Int
  public let last: Last?
  public let chat: ChatCalls
}
