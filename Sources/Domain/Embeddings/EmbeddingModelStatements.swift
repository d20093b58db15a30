import Postgres

/// The statements about embeddings and their models, each a file in `SQL/`.
enum EmbeddingModelStatements {
  static let list = Statement("embedding_model_list", PackageResources.embedding_model_list_sql)
  static let listOwn = Statement(
    "own_embedding_model_list", PackageResources.own_embedding_model_list_sql)
  static let awaitSettings = Statement(
    "own_embedding_model_await", PackageResources.own_embedding_model_await_sql)
  static let begin = Statement(
    "embedding_model_begin", PackageResources.embedding_model_begin_sql)
  static let awaitStores = Statement(
    "embedding_model_await", PackageResources.embedding_model_await_sql)
  static let build = Statement(
    "embedding_model_build", PackageResources.embedding_model_build_sql)
  static let retire = Statement(
    "embedding_model_retire", PackageResources.embedding_model_retire_sql)
  static let activate = Statement(
    "embedding_model_activate", PackageResources.embedding_model_activate_sql)
  static let missingTexts = Statement(
    "memory_embedding_missing", PackageResources.memory_embedding_missing_sql)
  static let write = Statement(
    "memory_embedding_write", PackageResources.memory_embedding_write_sql)
  static let missingChunks = Statement(
    "chunk_embedding_missing", PackageResources.chunk_embedding_missing_sql)
  static let writeChunks = Statement(
    "chunk_embedding_write", PackageResources.chunk_embedding_write_sql)
  static let missingMessages = Statement(
    "message_embedding_missing", PackageResources.message_embedding_missing_sql)
  static let writeMessages = Statement(
    "message_embedding_write", PackageResources.message_embedding_write_sql)
  static let advanceMessages = Statement(
    "message_embedding_advance", PackageResources.message_embedding_advance_sql)
  static let sweepMessages = Statement(
    "message_embedding_sweep", PackageResources.message_embedding_sweep_sql)
}
