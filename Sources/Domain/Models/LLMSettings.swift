public import LLM
import Postgres

/// What an organization has set of its model; `nil` where the deployment's holds.
public struct LLMSettings: Sendable, Hashable {
  public static let temperatureRange = 0.0...2.0
  public static let maxOutputTokensRange: ClosedRange<Int32> = 1...1_000_000

  /// Where its requests go.
  public let baseURL: String?
  public let model: String?
  public let temperature: Double?
  /// The most tokens of a reply.
  public let maxOutputTokens: Int32?
  /// Whether it has a key of its own, which nobody is shown.
  public let hasAPIKey: Bool

  /// From the columns of `settings_get`, of which these begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int) throws(PostgresError) {
    baseURL = try row.decodeOptional(column)
    model = try row.decodeOptional(column + 1)
    temperature = try row.decodeOptional(column + 2)
    maxOutputTokens = try row.decodeOptional(column + 3)
    hasAPIKey = try row.decode(column + 4)
  }

  private init(
    baseURL: String?, model: String?, temperature: Double?, maxOutputTokens: Int32?,
    hasAPIKey: Bool
  ) {
    self.baseURL = baseURL
    self.model = model
    self.temperature = temperature
    self.maxOutputTokens = maxOutputTokens
    self.hasAPIKey = hasAPIKey
  }

  /// What holds. The deployment's URL is not told.
  func effective(_ deployment: DeployedChat) -> LLMSettings {
    let endpoint = baseURL == nil ? deployment.endpoint : nil
    return LLMSettings(
      baseURL: baseURL,
      model: baseURL == nil && endpoint == nil ? nil : model ?? deployment.model,
      temperature: temperature, maxOutputTokens: maxOutputTokens,
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
