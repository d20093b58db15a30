public import Logging

/// Brings a database's schema to what this binary carries.
public struct Migrator: Sendable {
  let url: String
  let migrations: [Migration]
  let logger: Logger

  /// A migrator for the database at `url`, a libpq URI.
  public init(url: String, migrations: [Migration], logger: Logger) {
    self.url = url
    self.migrations = migrations
    self.logger = logger
  }

  /// Applies what is pending, in order, and returns it.
  public func apply() async throws -> [Migration] {
    []
  }

  /// Compares the database with this binary's migrations; changes nothing.
  public func status() async throws -> MigrationStatus {
    MigrationStatus(applied: [], pending: [], unknown: [])
  }
}
