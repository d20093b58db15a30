import LLM

/// A text that a model has not embedded; `Place` says where its embedding belongs.
struct MissingText<Place: Sendable>: Sendable {
  let organization: String
  let modelID: Int16
  let text: String
  let place: Place
}

/// Asks the providers of models for the embeddings of texts.
struct TextEmbedder: Sendable {
  /// What is embedded, and then written, at once.
  private static let batches = EmbeddingBatches(maxCount: 256, maxBytes: 262_144)

  let models: EmbeddingModels

  /// Embeds `missing` in batches, each of which is written before the next one is asked for: whatever
  /// becomes of that, it stays.
  ///
  /// The active model first; one that fails does not keep another one from being asked.
  func embed<Place>(
    _ missing: [MissingText<Place>], deadline: ContinuousClock.Instant?,
    write: (_ vectors: [[Float]], _ places: [Place], EmbeddingModels.Ready) async throws -> Void
  ) async throws {
    var failure: (any Error)?
    let active = models.active?.deployed.id
    let texts = Dictionary(grouping: missing, by: \.modelID)
    for (modelID, texts) in texts.sorted(by: { $0.key == active && $1.key != active }) {
      do {
        let model = try await model(modelID)
        for range in Self.batches.ranges(texts.map(\.text.utf8.count)) {
          let batch = texts[range]
          let vectors = try await model.embeddings.embed(
            batch.map { CachedEmbeddings.Text($0.text, organization: $0.organization) },
            deadline: deadline)
          try await write(vectors, batch.map(\.place), model)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func model(_ id: Int16) async throws -> EmbeddingModels.Ready {
    if let model = models.model(id) { return model }
    try await models.refresh()
    guard let model = models.model(id) else {
      throw LLMError(
        .unavailable, attempted: "embedding texts", reason: "the model has just been retired")
    }
    return model
  }
}
