import LLM
import Postgres

/// What to change of an organization's models; `nil` is the deployment's.
public struct LLMSettingsChange: Sendable {
  private static let maxURLBytes = 2_048

  public var baseURL: Change<String?> = .keep
  public var model: Change<String?> = .keep
  public var temperature: Change<Double?> = .keep
  public var maxOutputTokens: Change<Int32?> = .keep
  public var embeddingModel: Change<String?> = .keep
  public var embeddingDimensions: Change<Int32?> = .keep
  private(set) var apiKey: Change<APIKey?> = .keep

  /// Nothing.
  public init() {}

  /// The key of a request.
  public mutating func setAPIKey(_ key: Change<String?>) {
    apiKey =
      switch key {
      case .keep: .keep
      case .set(let key): .set(key.map { APIKey($0) })
      }
  }

  /// Checks each value by itself.
  func check() throws(DomainError) {
    if let url = baseURL.value, let url {
      guard url.utf8.count <= Self.maxURLBytes, (try? OpenAIEndpoint(baseURL: url)) != nil else {
        throw RuleViolation(
          "must be empty, or a URL such as https://api.openai.com/v1, without credentials, query "
            + "or fragment, of at most \(Self.maxURLBytes) bytes"
        ).at("llm.base_url")
      }
    }
    if let model = model.value, let model, !OpenAIEndpoint.isModelName(model) {
      throw RuleViolation("must be at most 256 bytes").at("llm.model")
    }
    if let temperature = temperature.value, let temperature,
      !LLMSettings.temperatureRange.contains(temperature)
    {
      throw RuleViolation("must be 0 to 2").at("llm.temperature")
    }
    let tokens = LLMSettings.maxOutputTokensRange
    if let count = maxOutputTokens.value, let count, !tokens.contains(count) {
      throw RuleViolation(
        "must be 0, for the deployment's, or \(tokens.lowerBound) to \(tokens.upperBound)"
      ).at("llm.max_output_tokens")
    }
    if let model = embeddingModel.value, let model, !OpenAIEndpoint.isModelName(model) {
      throw RuleViolation("must be at most 256 bytes").at("llm.embedding_model")
    }
    let dimensions = LLMSettings.dimensionsRange
    if let count = embeddingDimensions.value, let count, !dimensions.contains(count) {
      throw RuleViolation(
        "must be 0, for \(LLMSettings.standardDimensions), or \(dimensions.lowerBound) to "
          + "\(dimensions.upperBound)"
      ).at("llm.embedding_dimensions")
    }
    if let key = apiKey.value, let key, !OpenAIEndpoint.isKey(key) {
      throw RuleViolation("must be at most 4096 visible ASCII characters").at("llm.api_key")
    }
  }

  /// Whether texts may have to be embedded anew.
  var mayChangeEmbeddings: Bool {
    baseURL.isSet || embeddingModel.isSet || embeddingDimensions.isSet || apiKey.isSet
  }

  /// Why there can't be a model for embeddings.
  static var embeddingNeedsURL: DomainError {
    RuleViolation("needs an llm.base_url, where the model is reached").at("llm.embedding_model")
  }

  /// The columns that change; a key is encrypted with `masterKeys`, without which there can't be one.
  func columns(
    _ masterKeys: MasterKeys?, of organization: OrganizationID
  ) throws -> [ChangedColumn] {
    var sealed: SealedKey?
    if let key = apiKey.value, let key {
      guard let masterKeys else {
        throw DomainError.failedPrecondition(.organization, .noMasterKey)
      }
      sealed = try masterKeys.seal(key, of: organization)
    }
    return [
      ChangedColumn("llm_base_url", baseURL) { .text($0) },
      ChangedColumn("llm_model", model) { .text($0) },
      ChangedColumn("llm_temperature", temperature) { .float8($0) },
      ChangedColumn("llm_max_output_tokens", maxOutputTokens) { .int4($0) },
      ChangedColumn("embedding_model", embeddingModel) { .text($0) },
      ChangedColumn("embedding_dimensions", embeddingDimensions) { .int4($0) },
      ChangedColumn("llm_api_key", apiKey) { _ in .bytea(sealed?.bytes) },
    ]
  }
}
