import Postgres

/// The statements about memories, each a file in `SQL/`.
enum MemoryStatements {
  static let lockScopes = Statement("memory_scope_lock", PackageResources.memory_scope_lock_sql)
  static let ensureScope = Statement(
    "memory_scope_ensure", PackageResources.memory_scope_ensure_sql)
  static let lockForAdd = Statement("memory_add_lock", PackageResources.memory_add_lock_sql)
  static let add = Statement("memory_add", PackageResources.memory_add_sql)
  static let store = Statement("memory_store", PackageResources.memory_store_sql)
  static let get = Statement("memory_get", PackageResources.memory_get_sql)
  static let list = Statement("memory_list", PackageResources.memory_list_sql)
  static let history = Statement("memory_history", PackageResources.memory_history_sql)
  static let lock = Statement("memory_lock", PackageResources.memory_lock_sql)
  static let update = Statement("memory_update", PackageResources.memory_update_sql)
  static let delete = Statement("memory_delete", PackageResources.memory_delete_sql)
  static let deleteExpired = Statement(
    "memory_delete_expired", PackageResources.memory_delete_expired_sql)
  static let sweepExpired = Statement(
    "memory_sweep_expired", PackageResources.memory_sweep_expired_sql)
  static let sweepLimits = Statement(
    "memory_sweep_limits", PackageResources.memory_sweep_limits_sql)
  static let sweepEvents = Statement(
    "memory_sweep_events", PackageResources.memory_sweep_events_sql)
  static let search = Statement("memory_search", PackageResources.memory_search_sql)
  static let searchLexemes = Statement(
    "memory_search_lexemes", PackageResources.memory_search_lexemes_sql)
  static let searchMetadata = Statement(
    "memory_search_metadata", PackageResources.memory_search_metadata_sql)
  static let listForCopy = Statement("memory_copy_list", PackageResources.memory_copy_list_sql)
  static let readForCopy = Statement("memory_copy_read", PackageResources.memory_copy_read_sql)
}
