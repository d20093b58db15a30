/// The table in which a database keeps what was applied to it: `engram.migrations`.
///
/// It belongs to the login that migrates, as does the schema until a migration gives it away.
struct MigrationRecords {
  /// A row of the table.
  struct Record: Sendable {
    let applied: MigrationStatus.Applied
    let checksum: [UInt8]
  }

  let session: PostgresSession

  /// Creates the table unless it is there; a login without the right to create may run then, too.
  func create() async throws {
    if try await exist() { return }
    try await session.execute(
      Statement(
        name: "migrations_create",
        sql: """
          CREATE SCHEMA IF NOT EXISTS engram;
          CREATE TABLE engram.migrations (
            number integer PRIMARY KEY,
            name text NOT NULL,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL,
            oldest_binary integer NOT NULL
          );
          """))
  }

  /// What was applied, in order; nothing when there is no table yet.
  func all() async throws -> [Record] {
    guard try await exist() else { return [] }
    let statement = Statement(
      name: "migrations_list",
      sql: """
        SELECT number, name, applied_at, oldest_binary, checksum
        FROM engram.migrations ORDER BY number
        """)
    return try await session.run(
      Query(statement, []) { row in
        Record(
          applied: .init(
            number: try row.decode(0), name: try row.decode(1), appliedAt: try row.decode(2),
            oldestBinary: try row.decode(3)),
          checksum: try row.decode(4))
      })
  }

  /// Notes that a migration was applied.
  func add(_ migration: Migration) async throws {
    let statement = Statement(
      name: "migrations_add",
      sql: """
        INSERT INTO engram.migrations (number, name, checksum, applied_at, oldest_binary)
        VALUES ($1, $2, sha256(convert_to($3, 'UTF8')), clock_timestamp(), $4)
        """)
    _ = try await session.run(
      Query(
        statement,
        [
          .int4(migration.number), .text(migration.name), .text(migration.sql),
          .int4(migration.oldestBinary),
        ]))
  }

  /// The checksums of migrations, in their order: SHA-256 of the SQL.
  func checksums(of migrations: [Migration]) async throws -> [[UInt8]] {
    let statement = Statement(
      name: "migrations_checksums",
      sql: """
        SELECT sha256(convert_to(sql, 'UTF8'))
        FROM unnest($1) WITH ORDINALITY AS carried (sql, place) ORDER BY place
        """)
    return try await session.run(
      Query(statement, [.textArray(migrations.map(\.sql))]) { try $0.decode(0) })
  }

  private func exist() async throws -> Bool {
    let statement = Statement(
      name: "migrations_exist", sql: "SELECT to_regclass('engram.migrations') IS NOT NULL")
    return try await session.run(Query(statement, []) { try $0.decode(0) }) == [true]
  }
}
