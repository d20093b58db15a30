import Foundation
import Postgres
import Testing

/// How PostgreSQL claims jobs once very many wait.
@Suite struct JobClaimPlanTests {
  @Test(arguments: [1, 64])
  func `a claim looks at no more jobs than it takes, however many wait`(size: Int) async throws {
    try await JobFixture.use { jobs in
      let session = try await PostgresSession.connect(url: jobs.url)
      func run(_ name: String, _ sql: String) async throws {
        try await session.execute(Statement(name: name, sql: sql))
      }
      try await run(
        "fill",
        """
        insert into engram.organizations (organization_id) values ('one'), ('other');
        insert into engram.jobs (organization_id, queue, subject_kind, subject_id, crashes)
        select case when n % 100 = 0 then 'other' else 'one' end, 2, 1, gen_random_uuid(),
          case when n % 5000 = 1 then 2 else n % 2 end
        from generate_series(1, 20000) n;
        analyze engram.jobs;
        """)
      let claim = try String(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
          .appending(path: "../../../Sources/Domain/Jobs/SQL/job_claim.sql"), encoding: .utf8)
      try await run(
        "prepare",
        """
        set role engram_system;
        set plan_cache_mode = force_generic_plan;
        prepare claim (int2, int4, text, int8, bool) as \(claim)
        """)
      let plan = try await session.run(
        Query(
          Statement(
            name: "explain",
            sql: "explain (analyze, timing off) execute claim(2, \(size), '', 60000, false)"), []
        ) { row in try row.decode(0, as: String.self) })
      let text = plan.joined(separator: "\n")
      #expect(text.contains("jobs_due_alone") && !text.contains("Seq Scan on jobs"), "\(text)")
      for removed in text.matches(of: /Rows Removed by Filter: (\d+)/) {
        #expect(Int(removed.output.1) ?? .max < 100, "\(text)")
      }
      // Of plans: `rows` of what was done comes after that of what was expected.
      for scan in text.matches(of: /on jobs[^\n]*actual rows=(\d+)/) {
        #expect(Int(scan.output.1) ?? .max <= size + 10, "\(text)")
      }
      await session.close()
    }
  }
}
