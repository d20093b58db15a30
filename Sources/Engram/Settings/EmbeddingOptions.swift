import ArgumentParser
import Domain
import HTTPClient
import LLM

/// Which model makes embeddings, and how it is reached.
struct EmbeddingOptions: ParsableArguments {
  static let key = APIKeySource(
    file: Settings.embeddingAPIKey, variable: "ENGRAM_EMBEDDING_API_KEY")
  private static let standardModel = "text-embedding-3-small"
  private static let standardDimensions = 1_536
  private static let standardCacheMiB = 64

  @Option(name: Settings.embeddingURL.name, help: Settings.embeddingURL.help)
  var embeddingURL: String?
  @Option(name: Settings.embeddingModel.name, help: Settings.embeddingModel.help)
  var embeddingModel: String?
  @Option(name: Settings.embeddingDimensions.name, help: Settings.embeddingDimensions.help)
  var embeddingDimensions: String?
  @Option(name: Settings.embeddingAPIKey.name, help: Settings.embeddingAPIKey.help)
  var embeddingAPIKeyFile: String?
  @Option(name: Settings.embeddingCache.name, help: Settings.embeddingCache.help)
  var embeddingCache: String?

  /// Settings of memories with these embeddings.
  func memorySettings(_ memories: MemoryOptions) throws -> MemorySettings {
    let client = try HTTPClient()
    return MemorySettings(
      limits: try memories.limits(), language: try memories.language(), model: try model(),
      makeProvider: try providers(client),
      makeOwnProvider: { OpenAIEmbeddings($0, client: client) }, cacheBytes: try cacheBytes(),
      copyBytes: try memories.copyBytes(), embedsMessages: try memories.embedsMessages())
  }

  func validate() throws {
    _ = try model()
    _ = try cacheBytes()
  }

  /// The model that was asked for.
  func model() throws -> DeployedModel.Settings {
    let dimensions = try dimensions()
    guard let url = Settings.embeddingURL.given(embeddingURL) else {
      if let name = Settings.embeddingModel.given(embeddingModel) {
        throw ValidationError("\(name.source) was given without --\(Settings.embeddingURL.option)")
      }
      let local = try LocalEmbeddings(dimensions: dimensions)
      return DeployedModel.Settings(model: local.model, baseURL: nil)
    }
    let name = Settings.embeddingModel.given(embeddingModel)?.text ?? Self.standardModel
    let endpoint = try url.parse { text in
      try EmbeddingEndpoint(
        baseURL: text, model: EmbeddingModel(name: name, dimensions: dimensions))
    }
    return DeployedModel.Settings(model: endpoint.model, baseURL: endpoint.baseURL)
  }

  /// Makes providers of models that the database names.
  private func providers(_ client: HTTPClient) throws -> EmbeddingModels.MakeProvider {
    let key = try Self.key.key(embeddingAPIKeyFile)
    return { settings in
      guard let baseURL = settings.baseURL else {
        return try LocalEmbeddings(dimensions: settings.model.dimensions)
      }
      return OpenAIEmbeddings(
        try EmbeddingEndpoint(baseURL: baseURL, apiKey: key, model: settings.model),
        client: client)
    }
  }

  private func cacheBytes() throws -> Int {
    let mebibytes = try Settings.embeddingCache.given(embeddingCache)?.parse(
      expecting: "a number from 0 to 65536"
    ) { text -> Int? in Int(text).flatMap { (0...65_536).contains($0) ? $0 : nil } }
    return (mebibytes ?? Self.standardCacheMiB) << 20
  }

  private func dimensions() throws -> Int {
    try Settings.embeddingDimensions.given(embeddingDimensions)?.parse(
      expecting: "a number from 1 to \(DeployedModel.maxDimensions)"
    ) { text -> Int? in
      Int(text).flatMap { (1...DeployedModel.maxDimensions).contains($0) ? $0 : nil }
    } ?? Self.standardDimensions
  }
}
