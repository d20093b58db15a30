import Postgres

/// One of the things that have embeddings, as a change of the model asks for it: five statements,
/// each a file in `SQL/`, whose parameters and rows are the same for all kinds.
struct EmbeddedKind: Sendable {
  /// Enqueues what lacks embeddings of a model.
  let enqueue: Statement
  /// Says whether a model lacks anything.
  let missing: Statement
  /// Says how far a model is built.
  let progress: Statement
  /// Drops embeddings of retired models.
  let drop: Statement
  /// Drops an organization's embeddings by models that it does not use.
  let dropUnused: Statement

  /// The one of memories comes last: what drops their embeddings drops the models.
  static let all = [documents, messages, memories]

  private static let memories = EmbeddedKind(
    enqueue: Statement(
      "embedding_model_enqueue", PackageResources.embedding_model_enqueue_sql),
    missing: Statement(
      "embedding_model_missing", PackageResources.embedding_model_missing_sql),
    progress: Statement(
      "embedding_model_progress", PackageResources.embedding_model_progress_sql),
    drop: Statement("embedding_model_drop", PackageResources.embedding_model_drop_sql),
    dropUnused: Statement(
      "own_embedding_drop_memories", PackageResources.own_embedding_drop_memories_sql))

  // Their names have at most 40 bytes.
  private static let documents = EmbeddedKind(
    enqueue: Statement(
      "embedding_model_enqueue_documents", PackageResources.embedding_model_enqueue_documents_sql),
    missing: Statement(
      "embedding_model_missing_documents", PackageResources.embedding_model_missing_documents_sql),
    progress: Statement(
      "embedding_model_progress_documents",
      PackageResources.embedding_model_progress_documents_sql),
    drop: Statement(
      "embedding_model_drop_documents", PackageResources.embedding_model_drop_documents_sql),
    dropUnused: Statement(
      "own_embedding_drop_documents", PackageResources.own_embedding_drop_documents_sql))

  private static let messages = EmbeddedKind(
    enqueue: Statement(
      "embedding_model_enqueue_messages", PackageResources.embedding_model_enqueue_messages_sql),
    missing: Statement(
      "embedding_model_missing_messages", PackageResources.embedding_model_missing_messages_sql),
    progress: Statement(
      "embedding_model_progress_messages",
      PackageResources.embedding_model_progress_messages_sql),
    drop: Statement(
      "embedding_model_drop_messages", PackageResources.embedding_model_drop_messages_sql),
    dropUnused: Statement(
      "own_embedding_drop_messages", PackageResources.own_embedding_drop_messages_sql))
}
