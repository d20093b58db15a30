import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SchemaTests {
  @Test func `the migrations add up to schema.sql`() async throws {
    let migrated = try await TestDatabase.empty()
    let fresh = try await TestDatabase.empty()
    _ = try await Migrator(
      url: migrated.url, migrations: DomainMigrations.all, logger: DomainFixture.logger
    ).apply()
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Domain/Schema/schema.sql")
    try await run(
      Statement(name: "schema", sql: String(contentsOf: file, encoding: .utf8)), in: fresh)
    let expected = try await catalog(of: fresh)
    let found = try await catalog(of: migrated)
    #expect(expected.count > 80)
    #expect(found == expected)
    try await migrated.drop()
    try await fresh.drop()
  }

  @Test func `several databases of one server are migrated at the same time`() async throws {
    let databases = try await withThrowingTaskGroup(of: TestDatabase.self) { group in
      for _ in 0..<4 { group.addTask { try await TestDatabase.empty() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for database in databases {
        group.addTask {
          try await Migrator(
            url: database.url, migrations: DomainMigrations.all, logger: DomainFixture.logger
          ).apply().count
        }
      }
      for try await count in group { #expect(count == DomainMigrations.all.count) }
    }
    for database in databases { try await database.drop() }
  }

  @Test func `every table forces row-level security`() async throws {
    let domain = try await DomainFixture.shared
    let session = try await PostgresSession.connect(url: domain.url)
    let open = try await session.run(
      Query(
        Statement(
          name: "open_tables",
          sql: """
            select relname::text from pg_class
            where relnamespace = 'engram'::regnamespace and relkind in ('r', 'p')
              and relname <> 'migrations'
              and not (relrowsecurity and relforcerowsecurity)
            """), []
      ) { row in try row.decode(0, as: String.self) })
    #expect(open.isEmpty)
    await session.close()
  }

  private func run(_ statement: Statement, in database: TestDatabase) async throws {
    let session = try await PostgresSession.connect(url: database.url)
    try await session.execute(statement)
    await session.close()
  }

  /// All that is in the schema, one line a thing; the migrator's own table excepted.
  private func catalog(of database: TestDatabase) async throws -> [String] {
    let session = try await PostgresSession.connect(url: database.url)
    let lines = try await session.run(
      Query(Statement(name: "catalog", sql: Self.catalogQuery), []) { row in
        try row.decode(0, as: String.self)
      })
    await session.close()
    return lines.sorted()
  }

  private static let catalogQuery = """
    with relation as (
      select * from pg_class
      where relnamespace = 'engram'::regnamespace and relname not like 'migrations%'
    )
    select concat_ws(' ', 'relation', relname, relkind, relowner::regrole, relacl,
      relrowsecurity, relforcerowsecurity, reloptions) as line
    from relation where relkind <> 't'
    union all
    select concat_ws(' ', 'column', relname, attname, attnum, format_type(atttypid, atttypmod),
      attnotnull, attgenerated, attcollation::regcollation, attstorage, attcompression,
      pg_get_expr(adbin, adrelid))
    from relation join pg_attribute a on a.attrelid = relation.oid and a.attnum > 0
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    select concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(c.oid), convalidated)
    from relation join pg_constraint c on c.conrelid = relation.oid
    union all
    select concat_ws(' ', 'index', pg_get_indexdef(oid)) from relation where relkind = 'i'
    union all
    select concat_ws(' ', 'view', relname, pg_get_viewdef(oid)) from relation where relkind = 'v'
    union all
    select concat_ws(' ', 'policy', relname, polname, polcmd, polpermissive,
      polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    from relation join pg_policy p on p.polrelid = relation.oid
    union all
    select concat_ws(' ', 'function', pg_get_functiondef(oid), proowner::regrole, proacl)
    from pg_proc where pronamespace = 'engram'::regnamespace
    union all
    select concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl)
    from pg_namespace where nspname = 'engram'
    """
}
