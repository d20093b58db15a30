import Postgres

/// The statements about documents, each a file in `SQL/`.
enum DocumentStatements {
  static let lock = Statement("document_lock", PackageResources.document_lock_sql)
  static let put = Statement("document_put", PackageResources.document_put_sql)
  static let addChunks = Statement("document_chunk_add", PackageResources.document_chunk_add_sql)
  static let seal = Statement("document_seal", PackageResources.document_seal_sql)
  static let get = Statement("document_get", PackageResources.document_get_sql)
  static let content = Statement("document_content", PackageResources.document_content_sql)
  static let list = Statement("document_list", PackageResources.document_list_sql)
  static let delete = Statement("document_delete", PackageResources.document_delete_sql)
  static let search = Statement("document_search", PackageResources.document_search_sql)
  static let searchState = Statement(
    "document_search_state", PackageResources.document_search_state_sql)
  static let readForCopy = Statement(
    "document_copy_read", PackageResources.document_copy_read_sql)
  static let found = Statement(
    "document_search_found", PackageResources.document_search_found_sql)
  static let wantedIndexes = Statement(
    "document_index_wanted", PackageResources.document_index_wanted_sql)
}
