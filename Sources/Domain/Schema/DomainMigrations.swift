public import Postgres

/// The steps that make the database's schema, in order.
public enum DomainMigrations {
  /// All of them; `schema.sql` beside this file is what they add up to.
  public static let all = [
    Migration(
      number: 1, name: "conversations",
      sql: String(decoding: PackageResources.m0001_conversations_up_sql, as: UTF8.self),
      oldestBinary: 1),
    Migration(
      number: 2, name: "jobs",
      sql: String(decoding: PackageResources.m0002_jobs_up_sql, as: UTF8.self),
      oldestBinary: 1),
    Migration(
      number: 3, name: "memories",
      sql: String(decoding: PackageResources.m0003_memories_up_sql, as: UTF8.self),
      oldestBinary: 1),
    Migration(
      number: 4, name: "queues",
      sql: String(decoding: PackageResources.m0004_queues_up_sql, as: UTF8.self),
      oldestBinary: 1),
    Migration(
      number: 5, name: "consolidation",
      sql: String(decoding: PackageResources.m0005_consolidation_up_sql, as: UTF8.self),
      oldestBinary: 5),
    Migration(
      number: 6, name: "scope_versions",
      sql: String(decoding: PackageResources.m0006_scope_versions_up_sql, as: UTF8.self),
      oldestBinary: 6),
    Migration(
      number: 7, name: "context",
      sql: String(decoding: PackageResources.m0007_context_up_sql, as: UTF8.self),
      oldestBinary: 6),
    Migration(
      number: 8, name: "messages",
      sql: String(decoding: PackageResources.m0008_messages_up_sql, as: UTF8.self),
      oldestBinary: 8),
    Migration(
      number: 9, name: "documents",
      sql: String(decoding: PackageResources.m0009_documents_up_sql, as: UTF8.self),
      oldestBinary: 9),
    Migration(
      number: 10, name: "chat",
      sql: String(decoding: PackageResources.m0010_chat_up_sql, as: UTF8.self),
      oldestBinary: 9),
    Migration(
      number: 11, name: "llm_settings",
      sql: String(decoding: PackageResources.m0011_llm_settings_up_sql, as: UTF8.self),
      oldestBinary: 11),
    Migration(
      number: 12, name: "job_claims",
      sql: String(decoding: PackageResources.m0012_job_claims_up_sql, as: UTF8.self),
      oldestBinary: 11),
    Migration(
      number: 13, name: "own_embeddings",
      sql: String(decoding: PackageResources.m0013_own_embeddings_up_sql, as: UTF8.self),
      oldestBinary: 13),
    Migration(
      number: 14, name: "statistics",
      sql: String(decoding: PackageResources.m0014_statistics_up_sql, as: UTF8.self),
      oldestBinary: 13),
  ]
}
