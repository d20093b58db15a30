import LLM
import Logging

extension EmbeddingModels.Ready {
  /// How long a query's embedding may take before the words alone decide.
  private static let queryTimeout = Duration.seconds(3)

  /// The embedding of a query; `nil` when it can't be had in time.
  func vector(of query: String, in scope: RequestScope, logger: Logger) async -> [Float]? {
    let timeout = ContinuousClock.now + Self.queryTimeout
    do {
      let vectors = try await embeddings.embed(
        [CachedEmbeddings.Text(query, organization: scope.organizationID.text)],
        deadline: min(scope.deadline ?? timeout, timeout))
      return vectors.first
    } catch {
      logger.warning(
        "a query could not be embedded; searching by words alone",
        metadata: ["error": "\(error)"])
      return nil
    }
  }
}

/// Where a search has the embedding of its query from.
public enum QueryVector: Sendable {
  /// It asks for it.
  case asked
  /// Whoever searches in several places has asked for it, of the model with this number; `nil` when it
  /// could not be had in time.
  case known([Float]?, model: Int16)

  /// The embedding of `text` by `model`; `nil` when it can't be had.
  func vector(
    of text: String, by model: EmbeddingModels.Ready?, in scope: RequestScope, logger: Logger
  ) async -> [Float]? {
    if case .known(let vector, let id) = self, id == model?.deployed.id { return vector }
    return await model?.vector(of: text, in: scope, logger: logger)
  }
}
