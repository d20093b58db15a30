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
