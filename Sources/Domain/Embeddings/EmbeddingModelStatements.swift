import Postgres

/// The statements about embeddings and their models, each a file in `SQL/`.
enum EmbeddingModelStatements {
  static let list = Statement("embedding_model_list", PackageResources.embedding_model_list_sql)
  static let begin = Statement(
    "embedding_model_begin", PackageResources.embedding_model_begin_sql)
  static let build = Statement(
    "embedding_model_build", PackageResources.embedding_model_build_sql)
  static let enqueue = Statement(
    "embedding_model_enqueue", PackageResources.embedding_model_enqueue_sql)
  static let progress = Statement(
    "embedding_model_progress", PackageResources.embedding_model_progress_sql)
  static let missing = Statement(
    "embedding_model_missing", PackageResources.embedding_model_missing_sql)
  static let retire = Statement(
    "embedding_model_retire", PackageResources.embedding_model_retire_sql)
  static let activate = Statement(
    "embedding_model_activate", PackageResources.embedding_model_activate_sql)
  static let drop = Statement("embedding_model_drop", PackageResources.embedding_model_drop_sql)
  static let missingTexts = Statement(
    "memory_embedding_missing", PackageResources.memory_embedding_missing_sql)
  static let write = Statement(
    "memory_embedding_write", PackageResources.memory_embedding_write_sql)
}
