/// What turns texts into vectors that are close when the texts are about the same.
public protocol EmbeddingProvider: Sendable {
  var model: EmbeddingModel { get }
  /// How many texts it takes at its best in one call; larger calls are split.
  var maxBatch: Int { get }

  /// A vector of unit length for each text, in the order of the texts.
  ///
  /// Throws `LLMError`, or `CancellationError` when the task is cancelled.
  func embed(_ texts: [String], deadline: ContinuousClock.Instant?) async throws -> [[Float]]
}
