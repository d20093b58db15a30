import FoundationEssentials

/// What has embeddings, by what the database calls it.
public struct EmbeddingSubject: Sendable, Hashable {
  let organization: String
  let id: UUID
}

/// Gives subjects of one kind the embeddings that they lack, of every model in use.
///
/// What it does is safe to do twice, and by several at once.
public protocol SubjectEmbedder: Sendable {
  /// What it embeds.
  var kind: JobSubjectKind { get }

  /// Embeds what is missing of `subjects`, and returns those that have more left than it does in one
  /// turn, so that no subject keeps others waiting for long.
  ///
  /// Throws what a provider or the lanes throw; what was embedded before that stays.
  func embed(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> Set<EmbeddingSubject>
}
