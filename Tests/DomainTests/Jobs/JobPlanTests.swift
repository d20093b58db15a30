import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// How PostgreSQL runs the statements about jobs when there are many.
@Suite struct JobPlanTests {
  private typealias Hot = (file: String, types: String, values: String, indexes: Set<String>)

  private static let hot: [Hot] = [
    (
      "job_claim", "int2, int4, text, int8, bool", "2, 256, 'o1', 60000, true",
      ["jobs_due", "jobs_due_alone", "jobs_subject", "jobs_pkey"]
    ),
    (
      "job_extend", "text[], uuid[], int8[], int8",
      "'{o1}', array[gen_random_uuid()], '{1}', 60000", ["jobs_pkey"]
    ),
    (
      "job_finish", "text[], uuid[], int8[]", "'{o1}', array[gen_random_uuid()], '{1}'",
      ["jobs_pkey"]
    ),
    (
      "job_finish_kept", "text[], uuid[], int8[]", "'{o1}', array[gen_random_uuid()], '{1}'",
      ["jobs_pkey"]
    ),
    (
      "job_release", "text[], uuid[], int8[], int8[], int4[], text[]",
      "'{o1}', array[gen_random_uuid()], '{1}', '{0}', '{0}', '{x}'", ["jobs_pkey", "jobs_subject"]
    ),
    (
      "job_bury", "text[], uuid[], int8[], text[]",
      "'{o1}', array[gen_random_uuid()], '{1}', '{x}'", ["jobs_pkey"]
    ),
    ("job_sweep", "int2, int4, int4", "2, 5, 100", ["jobs_held", "jobs_subject", "jobs_pkey"]),
    ("job_sweep_done", "int2, int8, int4", "2, 1000, 100", ["jobs_done", "jobs_pkey"]),
    ("job_get", "text, uuid", "'o1', gen_random_uuid()", ["jobs_pkey"]),
    (
      "job_retry", "text, uuid", "'o1', gen_random_uuid()", ["jobs_pkey", "jobs_subject"]
    ),
    (
      "job_list_all", "timestamptz, uuid, int2, int2, int4", "now(), gen_random_uuid(), 2, 4, 50",
      ["jobs_newest"]
    ),
    ("job_queue_resume", "int2, int4", "2, 1000", ["jobs_due", "jobs_pkey"]),
    (
      "job_publish", "int2, int8, int8, int4", "2, 5, 60000, 100",
      ["jobs_unpublished", "jobs_pkey"]
    ),
  ]

  /// 100,000 jobs: most of them done, some open and published, some leased.
  private static let volume = """
    insert into engram.jobs (
      organization_id, queue, subject_kind, subject_id, state, lease_until, published_epoch,
      publish_after)
    select 'o' || k % 50, 2, 1, gen_random_uuid(), s,
      case when s = 2 then now() + interval '1 hour' end, 5, now() + interval '1 hour'
    from (
      select k, case when k % 200 = 0 then 2 when k % 3 = 0 then 1 else 3 end as s
      from generate_series(1, 100000) k
    ) g;
    """

  @Test(arguments: [true, false])
  func `statements about jobs read a large table through the index that fits`(
    isAnalyzed: Bool
  ) async throws {
    let database = try await TestDatabase.migrated()
    let session = try await PostgresSession.connect(url: database.url)
    try await session.execute(Statement(name: "volume", sql: Self.volume))
    // A queue is often empty when its statistics are taken.
    if isAnalyzed { try await session.execute(Statement(name: "analyze", sql: "analyze")) }
    for statement in Self.hot {
      let plan = try await plan(of: statement, session)
      for line in plan where line.contains(" on jobs ") && line.contains("Seq Scan") {
        Issue.record("\(statement.file):\(line)")
      }
      for line in plan where line.contains(" using jobs_") || line.contains("Scan on jobs_") {
        let words = line.split(separator: " ").map(String.init)
        let index = words.first { $0.hasPrefix("jobs_") } ?? ""
        #expect(statement.indexes.contains(index), "\(statement.file) uses \(index)")
      }
    }
    await session.close()
    try await database.drop()
  }

  private func plan(of statement: Hot, _ session: PostgresSession) async throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Domain/Jobs/SQL")
    let sql = try String(
      contentsOf: folder.appending(path: statement.file + ".sql"), encoding: .utf8)
    try await session.execute(
      Statement(
        name: "prepare",
        sql: """
          set role engram_system;
          set plan_cache_mode = force_generic_plan;
          prepare \(statement.file) (\(statement.types)) as \(sql)
          """))
    let lines = try await session.run(
      Query(
        Statement(
          name: "explain_\(statement.file)",
          sql: "explain execute \(statement.file)(\(statement.values))"),
        []
      ) { row in try row.decode(0, as: String.self) })
    try await session.execute(Statement(name: "reset", sql: "reset role"))
    return lines
  }
}
