import Postgres

/// The statements about consolidations, each a file in `SQL/`.
enum ConsolidationStatements {
  static let request = Statement(
    "consolidation_request", PackageResources.consolidation_request_sql)
  static let state = Statement("consolidation_state", PackageResources.consolidation_state_sql)
  static let list = Statement("consolidation_list", PackageResources.consolidation_list_sql)
  static let undo = Statement("consolidation_undo", PackageResources.consolidation_undo_sql)
  static let coverage = Statement(
    "consolidation_coverage", PackageResources.consolidation_coverage_sql)

  // The system role's.
  static let plan = Statement("consolidation_plan", PackageResources.consolidation_plan_sql)
  static let messages = Statement(
    "consolidation_messages", PackageResources.consolidation_messages_sql)
  static let sources = Statement(
    "consolidation_sources", PackageResources.consolidation_sources_sql)
  static let commit = Statement("consolidation_commit", PackageResources.consolidation_commit_sql)
  static let memories = Statement(
    "consolidation_memories", PackageResources.consolidation_memories_sql)
  static let replace = Statement(
    "consolidation_replace", PackageResources.consolidation_replace_sql)
  static let merge = Statement("consolidation_merge", PackageResources.consolidation_merge_sql)
  static let sweep = Statement("consolidation_sweep", PackageResources.consolidation_sweep_sql)
  static let erase = Statement("consolidation_erase", PackageResources.consolidation_erase_sql)
}
