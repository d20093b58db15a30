import Postgres
import TestSupport
import Testing

@Suite struct MigratorTests {
  private let first = Migration(
    number: 1, name: "things", sql: "CREATE TABLE engram.things (id int8)", oldestBinary: 1)
  private let second = Migration(
    number: 2, name: "more", sql: "ALTER TABLE engram.things ADD COLUMN more int8", oldestBinary: 1)

  private func migrator(_ database: TestDatabase, _ migrations: Migration...) -> Migrator {
    Migrator(url: database.url, migrations: migrations, logger: silentLogger)
  }

  @Test func `pending migrations are applied in order, once`() async throws {
    let database = try await TestDatabase.empty()
    #expect(try await migrator(database, first).status().pending == [first])
    #expect(try await migrator(database, first).apply() == [first])
    #expect(try await migrator(database, first, second).apply() == [second])
    #expect(try await migrator(database, first, second).apply() == [])

    let status = try await migrator(database, first, second).status()
    #expect(status.applied.map(\.number) == [1, 2])
    #expect(status.applied.map(\.name) == ["things", "more"])
    #expect(status.pending == [])
    #expect(status.unknown == [])
    try await database.drop()
  }

  @Test func `many processes that start at once apply each migration once`() async throws {
    let database = try await TestDatabase.empty()
    let migrator = migrator(database, first, second)
    let applied = try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await migrator.apply().count } }
      return try await group.reduce(0, +)
    }
    #expect(applied == 2)
    try await database.drop()
  }

  @Test func `a migration that fails leaves nothing behind`() async throws {
    let database = try await TestDatabase.empty()
    let broken = Migration(
      number: 1, name: "broken", sql: "CREATE TABLE engram.things (id int8); SELECT 1 / 0",
      oldestBinary: 1)
    let error = try await postgresError { _ = try await migrator(database, broken).apply() }

    #expect(error.attempted == "migration 1 broken")
    #expect(error.sqlState == "22012")
    #expect(try await migrator(database, first).apply() == [first])
    try await database.drop()
  }

  @Test func `a migration that was changed after it was applied is refused`() async throws {
    let database = try await TestDatabase.empty()
    _ = try await migrator(database, first).apply()
    let changed = Migration(number: 1, name: "things", sql: "SELECT 1", oldestBinary: 1)

    for attempt in [
      { _ = try await migrator(database, changed).apply() },
      { _ = try await migrator(database, changed).status() },
    ] {
      let error = try await postgresError(attempt)
      #expect(error.code == .migrationChanged)
      #expect(error.attempted == "migration 1 things")
    }
    try await database.drop()
  }

  @Test func `a binary older than the database allows is refused, a younger schema is not`()
    async throws
  {
    let database = try await TestDatabase.empty()
    let contracting = Migration(number: 3, name: "less", sql: "SELECT 1", oldestBinary: 2)
    _ = try await migrator(database, first, second, contracting).apply()

    #expect(try await migrator(database, first, second).apply() == [])
    #expect(try await migrator(database, first, second).status().unknown.map(\.number) == [3])
    let error = try await postgresError { _ = try await migrator(database, first).apply() }
    #expect(error.code == .binaryTooOld)
    #expect(
      error.reason
        == "the database needs a binary that knows migration 2 or later; this one knows up to 1: "
        + "install a newer engram")
    try await database.drop()
  }

  @Test func `what PostgreSQL refuses in a transaction is run outside, part by part`() async throws
  {
    let database = try await TestDatabase.empty()
    let index = Migration(
      number: 2, name: "index",
      sql: """
        DROP INDEX CONCURRENTLY IF EXISTS engram.things_id;
        -- next
        CREATE INDEX CONCURRENTLY things_id ON engram.things (id);
        """, oldestBinary: 1, isTransactional: false)
    #expect(try await migrator(database, first, index).apply() == [first, index])
    try await database.drop()
  }

  @Test func `a migration waits for a lock no longer than allowed`() async throws {
    let database = try await TestDatabase.empty()
    _ = try await migrator(database, first).apply()
    let session = try await PostgresSession.connect(url: database.url)
    try await session.execute("BEGIN")
    try await session.execute("SELECT FROM engram.things")
    let error = try await postgresError { _ = try await migrator(database, first, second).apply() }

    #expect(error.sqlState == "55P03")
    #expect(error.isRetriable)
    await session.close()
    try await database.drop()
  }

  @Test func `a login that may create roles migrates without being a superuser`() async throws {
    let database = try await TestDatabase.empty()
    let session = try await PostgresSession.connect(url: database.url)
    try await session.execute("CREATE ROLE managed CREATEROLE")
    try await session.execute("GRANT CREATE ON DATABASE \(database.name) TO managed")
    let migration = Migration(
      number: 1, name: "roles",
      sql: """
        CREATE ROLE managed_owner;
        GRANT managed_owner TO managed;
        GRANT CREATE, USAGE ON SCHEMA engram TO managed_owner;
        SET LOCAL ROLE managed_owner;
        CREATE TABLE engram.things (id int8);
        """, oldestBinary: 1)
    let migrator = Migrator(
      url: database.url + "&options=-crole%3Dmanaged", migrations: [migration, second],
      logger: silentLogger)

    #expect(try await migrator.apply() == [migration, second])
    #expect(try await migrator.apply() == [])
    await session.close()
    try await database.drop()
  }
}
