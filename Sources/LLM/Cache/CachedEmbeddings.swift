/// A provider that is asked only for what the cache does not have.
public struct CachedEmbeddings: Sendable {
  private let provider: any EmbeddingProvider
  private let cache: EmbeddingCache
  private let place: String

  /// `place` is where the model is served: another place may serve another model by the same name.
  public init(_ provider: any EmbeddingProvider, cache: EmbeddingCache, place: String = "") {
    self.provider = provider
    self.cache = cache
    self.place = place
  }

  public var model: EmbeddingModel { provider.model }

  /// A text, and whose it is.
  public struct Text: Sendable, Hashable {
    let text: String
    let organization: String

    public init(_ text: String, organization: String) {
      self.text = text
      self.organization = organization
    }
  }

  /// A vector for each text in the order of the texts; one that an organization repeats is asked for
  /// once.
  ///
  /// Throws what the provider throws.
  public func embed(
    _ texts: [Text], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    let keys = texts.map { key($0.text, $0.organization) }
    var known: [EmbeddingKey: [Float]] = [:]
    var missing: [(key: EmbeddingKey, text: String)] = []
    var asked: Set<EmbeddingKey> = []
    for (key, text) in zip(keys, texts) where known[key] == nil && !asked.contains(key) {
      if let vector = cache.vector(key) {
        known[key] = vector
      } else {
        asked.insert(key)
        missing.append((key, text.text))
      }
    }
    if !missing.isEmpty {
      let vectors = try await provider.embed(missing.map(\.text), deadline: deadline)
      for (entry, vector) in zip(missing, vectors) {
        known[entry.key] = vector
        cache.store(vector, for: entry.key)
      }
    }
    return try keys.map { key in
      guard let vector = known[key] else {
        throw LLMError(
          .invalidResponse, attempted: "embedding \(texts.count) texts with \(model.name)",
          reason: "the provider gave too few vectors")
      }
      return vector
    }
  }

  private func key(_ text: String, _ organization: String) -> EmbeddingKey {
    EmbeddingKey(organization: organization, model: provider.model, place: place, text: text)
  }
}
