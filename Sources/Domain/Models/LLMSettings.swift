public import LLM
import Postgres

/// What an organization has set of its models; `nil` where the deployment's holds.
public struct LLMSettings: Sendable, Hashable {
  public static let temperatureRange = 0.0...2.0
  public static let maxOutputTokensRange: ClosedRange<Int32> = 1...1_000_000
  public static let dimensionsRange: ClosedRange<Int32> = 1...Int32(DeployedModel.maxDimensions)
  /// What the vectors of a model have whose number of dimensions is not set.
  static let standardDimensions: Int32 = 1_536

  /// Where its requests go.
  public let baseURL: String?
  public let model: String?
  public let temperature: Double?
  /// The most tokens of a reply.
  public let maxOutputTokens: Int32?
  /// What embeds its texts, at `baseURL` where that is set.
  public let embeddingModel: String?
  /// The length of its vectors.
  public let embeddingDimensions: Int32?
  /// Whether it has a key of its own, which nobody is shown.
  public let hasAPIKey: Bool

  /// From the columns of `settings_get`, of which these begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int) throws(PostgresError) {
    baseURL = try row.decodeOptional(column)
    model = try row.decodeOptional(column + 1)
    temperature = try row.decodeOptional(column + 2)
    maxOutputTokens = try row.decodeOptional(column + 3)
    embeddingModel = try row.decodeOptional(column + 4)
    embeddingDimensions = try row.decodeOptional(column + 5)
    hasAPIKey = try row.decode(column + 6)
  }

  private init(
    baseURL: String?, model: String?, temperature: Double?, maxOutputTokens: Int32?,
    embeddingModel: String?, embeddingDimensions: Int32?, hasAPIKey: Bool
  ) {
    self.baseURL = baseURL
    self.model = model
    self.temperature = temperature
    self.maxOutputTokens = maxOutputTokens
    self.embeddingModel = embeddingModel
    self.embeddingDimensions = embeddingDimensions
    self.hasAPIKey = hasAPIKey
  }

  /// What holds, where `embedding` is the deployment's model for embeddings. The deployment's URLs are
  /// not told.
  func effective(_ deployment: DeployedChat, embedding: EmbeddingModel?) -> LLMSettings {
    let endpoint = baseURL == nil ? deployment.endpoint : nil
    let dimensions = embeddingDimensions ?? Self.standardDimensions
    return LLMSettings(
      baseURL: baseURL,
      model: baseURL == nil && endpoint == nil ? nil : model ?? deployment.model,
      temperature: temperature, maxOutputTokens: maxOutputTokens,
      embeddingModel: embeddingModel ?? embedding?.name,
      embeddingDimensions: embeddingModel != nil
        ? dimensions : embedding.map { Int32(clamping: $0.dimensions) },
      hasAPIKey: hasAPIKey || endpoint?.apiKey != nil)
  }
}

/// The model of the deployment.
public struct DeployedChat: Sendable {
  /// `nil` for what is built in.
  public var endpoint: OpenAIEndpoint?
  /// What is asked for wherever an organization has not set it.
  public var model: String

  public init(endpoint: OpenAIEndpoint? = nil, model: String = "gpt-4o-mini") {
    self.endpoint = endpoint
    self.model = model
  }
}
