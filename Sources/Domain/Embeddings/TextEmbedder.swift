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
    let texts = Dictionary(grouping: missing, by: asked)
    for (asked, texts) in texts.sorted(by: { $0.key.isActive && !$1.key.isActive }) {
      do {
        let model = try await model(asked.modelID, for: texts[0].organization)
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

  /// Who embeds texts: the deployment's model, or that of one organization.
  private struct Asked: Hashable {
    let modelID: Int16
    let owner: String?
    let isActive: Bool
  }

  private func asked<Place>(_ text: MissingText<Place>) -> Asked {
    Asked(
      modelID: text.modelID, owner: models.hasOwn(text.organization) ? text.organization : nil,
      isActive: models.active(for: text.organization)?.deployed.id == text.modelID)
  }

  private func model(
    _ id: Int16, for organization: String
  ) async throws -> EmbeddingModels.Ready {
    if let model = models.model(id, for: organization) { return model }
    try await models.refresh()
    guard let model = models.model(id, for: organization) else {
      throw LLMError(
        .unavailable, attempted: "embedding texts",
        reason: "the model has just been retired, or its settings can't be used")
    }
    return model
  }
}
