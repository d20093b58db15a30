import Domain
import Wire

/// Settings of an organization's models, read into the domain's terms and written as replies.

extension EngramV1.LLMSettings {
  /// What a mask may name of a request's `llm`.
  static let fields = [
    "base_url", "model", "temperature", "max_output_tokens", "api_key", "embedding_model",
    "embedding_dimensions",
  ].map { "llm." + $0 }

  /// What the mask names, by itself or with the whole of `llm`.
  func change(_ mask: MaskedFields) throws(DomainError) -> LLMSettingsChange {
    var change = LLMSettingsChange()
    change.baseURL = try mask.change("llm.base_url") { baseURL.orDeployment }
    change.model = try mask.change("llm.model") { model.orDeployment }
    change.temperature = try mask.change("llm.temperature") { temperature }
    change.maxOutputTokens = try mask.change("llm.max_output_tokens") {
      maxOutputTokens.orDeployment
    }
    change.embeddingModel = try mask.change("llm.embedding_model") { embeddingModel.orDeployment }
    change.embeddingDimensions = try mask.change("llm.embedding_dimensions") {
      embeddingDimensions.orDeployment
    }
    change.setAPIKey(try mask.change("llm.api_key") { apiKey.orDeployment })
    return change
  }

  private var temperature: Double? {
    switch temperatureSetting {
    case .temperature(let temperature): temperature
    case nil: nil
    }
  }

  /// A reply, which never has a key.
  init(_ settings: LLMSettings) {
    self.init(
      baseURL: settings.baseURL ?? "",
      model: settings.model ?? "",
      temperatureSetting: settings.temperature.map { .temperature($0) },
      maxOutputTokens: settings.maxOutputTokens ?? 0,
      hasApiKey: settings.hasAPIKey,
      embeddingModel: settings.embeddingModel ?? "",
      embeddingDimensions: settings.embeddingDimensions ?? 0)
  }
}

extension String {
  /// `nil`, for the deployment's setting, where it is empty.
  fileprivate var orDeployment: String? { isEmpty ? nil : self }
}
