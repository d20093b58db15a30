public import Logging

/// Brings a database's schema to what this binary carries.
///
/// The login that the URL names needs the right to create schemas in the database and, for
/// migrations that create roles, `CREATEROLE`; a superuser has both. Migrations run as that login
/// with an empty `search_path`, so they name everything with its schema. One that changes the role
/// (`SET LOCAL ROLE`) need not change it back.
public struct Migrator: Sendable {
  /// How long a migration waits for a lock before it gives up and leaves the queue free.
  private static let lockTimeout = Duration.seconds(5)
  /// How long to wait for another process that migrates the same database.
  private static let patience = Duration.seconds(60)
  /// How often to ask whether that process is done.
  private static let pollInterval = Duration.milliseconds(100)
  /// The advisory lock that says "migrating"; any constant that nothing else takes.
  private static let lockKey: Int64 = 0x656E_6772_616D

  private let url: String
  private let migrations: [Migration]
  private let logger: Logger

  /// A migrator for the database at `url`, a libpq URI. `migrations` are numbered 1, 2, 3 … in
  /// order.
  public init(url: String, migrations: [Migration], logger: Logger) {
    self.url = url
    self.migrations = migrations
    self.logger = logger
  }

  /// Applies what is pending, in order, and returns it.
  ///
  /// Each migration is applied as a whole or not at all, those marked as not transactional
  /// excepted. Only one process at a time migrates a database. Throws `binaryTooOld`,
  /// `migrationChanged`, or the error of the migration that failed.
  public func apply() async throws -> [Migration] {
    try await withSession { session in
      try await lock(session)
      let records = MigrationRecords(session: session)
      try await records.create()
      let status = try await status(records)
      try status.requireCompatibleBinary()
      for migration in status.pending {
        try await apply(migration, session, records)
      }
      return status.pending
    }
  }

  /// Compares the database with this binary's migrations; changes nothing.
  ///
  /// Throws `migrationChanged` when an applied migration differs from the one carried.
  public func status() async throws -> MigrationStatus {
    try await withSession { try await status(MigrationRecords(session: $0)) }
  }

  private func status(_ records: MigrationRecords) async throws -> MigrationStatus {
    let found = try await records.all()
    let checksums = try await records.checksums(of: migrations)
    let byNumber = Dictionary(
      zip(migrations.map(\.number), checksums), uniquingKeysWith: { first, _ in first })
    for record in found {
      if let carried = byNumber[record.applied.number], carried != record.checksum {
        throw PostgresError(
          .migrationChanged, attempted: "migration \(record.applied.number) \(record.applied.name)",
          reason: "it was changed after it was applied to this database")
      }
    }
    let numbers = Set(found.map(\.applied.number))
    return MigrationStatus(
      applied: found.map(\.applied).filter { byNumber[$0.number] != nil },
      pending: migrations.filter { !numbers.contains($0.number) },
      unknown: found.map(\.applied).filter { byNumber[$0.number] == nil },
      binary: migrations.map(\.number).max() ?? 0)
  }

  private func withSession<R: Sendable>(
    _ body: (PostgresSession) async throws -> R
  ) async throws -> R {
    let session = try await PostgresSession.connect(url: url)
    do {
      try await session.execute(Statement(name: "migrations_setup", sql: Self.setup))
      let result = try await body(session)
      await session.close()
      return result
    } catch {
      await session.close()
      throw error
    }
  }

  private static let setup = """
    SET search_path = '';
    SET statement_timeout = 0;
    SET lock_timeout = '\(lockTimeout.milliseconds)';
    """

  /// Asks again and again instead of waiting in PostgreSQL: a waiting statement would hold up
  /// `CREATE INDEX CONCURRENTLY` in the process that has the lock.
  private func lock(_ session: PostgresSession) async throws {
    let statement = Statement(name: "migrations_lock", sql: "SELECT pg_try_advisory_lock($1)")
    let query = Query(statement, [.int8(Self.lockKey)]) { try $0.decode(0, as: Bool.self) }
    let giveUpAt = ContinuousClock.now + Self.patience
    while try await session.run(query) != [true] {
      guard .now < giveUpAt else {
        throw PostgresError(
          .unavailable, attempted: statement.name, reason: "another process is migrating",
          isRetriable: true)
      }
      try await Task.sleep(for: Self.pollInterval)
    }
  }

  private func apply(
    _ migration: Migration, _ session: PostgresSession, _ records: MigrationRecords
  ) async throws {
    let name = "migration \(migration.number) \(migration.name)"
    let start = ContinuousClock.now
    if migration.isTransactional {
      try await session.execute(Statement(name: "BEGIN", sql: "BEGIN"))
    }
    for part in migration.parts {
      try await session.execute(Statement(name: name, sql: part))
    }
    try await session.execute(Statement(name: "RESET ROLE", sql: "RESET ROLE"))
    try await records.add(migration)
    if migration.isTransactional {
      try await session.execute(Statement(name: "COMMIT", sql: "COMMIT"))
    }
    logger.info(
      "Migration applied",
      metadata: [
        "number": "\(migration.number)", "name": "\(migration.name)",
        "duration": "\(start.duration(to: .now))",
      ])
  }
}

extension Migration {
  /// What is sent to the server at once: everything, or for what is not transactional one
  /// statement after another.
  fileprivate var parts: [String] {
    guard !isTransactional else { return [sql] }
    return sql.split(separator: "\n-- next\n").map(String.init)
  }
}
