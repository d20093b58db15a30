import ArgumentParser
import Domain
import Foundation
import HTTPClient
import LLM

/// Which model makes embeddings, and how it is reached.
struct EmbeddingOptions: ParsableArguments {
  /// Holds a key itself; a key on the command line would be there for all to see.
  static let keyVariable = "ENGRAM_EMBEDDING_API_KEY"
  private static let maxKeyBytes = 4_096
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
    MemorySettings(
      limits: try memories.limits(), language: try memories.language(), model: try model(),
      makeProvider: try providers(HTTPClient()), cacheBytes: try cacheBytes())
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
    let key = try apiKey()
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

  private func apiKey() throws -> APIKey? {
    if let file = Settings.embeddingAPIKey.given(embeddingAPIKeyFile) {
      let key = try file.parse(expecting: "a file with a key of 1 to 4096 visible characters") {
        path -> String? in
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return (1...Self.maxKeyBytes).contains(key.utf8.count) ? key : nil
      }
      return APIKey(key)
    }
    let key = ProcessInfo.processInfo.environment[Self.keyVariable] ?? ""
    return key.isEmpty ? nil : APIKey(key)
  }
}
