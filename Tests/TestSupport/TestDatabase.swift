import Domain
import Foundation
import LocalStack
import Postgres
import Synchronization

/// A database of its own for one test, in the shared stack.
public struct TestDatabase: Sendable {
  /// Its name.
  public let name: String
  /// libpq's URL of it, for the server's superuser.
  public let url: String

  /// A new database without any table.
  public static func empty() async throws -> TestDatabase {
    try await create(next(), like: "template0")
  }

  /// A new database with every migration applied.
  public static func migrated() async throws -> TestDatabase {
    try await create(next(), like: template.value.name)
  }

  /// Drops the database and ends the connections to it. One that is not dropped is gone at the
  /// end of the test process.
  public func drop() async throws {
    try await Administrator.shared.execute("DROP DATABASE \(name) WITH (FORCE)")
  }

  /// The database that migrated ones are copies of.
  private static let template = Task {
    let database = try await create("migrated", like: "template0")
    let migrator = Migrator(
      url: database.url, migrations: DomainMigrations.all, logger: SharedStack.logger)
    _ = try await migrator.apply()
    return database
  }

  private static let count = Atomic<Int>(0)

  private static func next() -> String {
    "test_\(count.add(1, ordering: .relaxed).newValue)"
  }

  private static func create(_ name: String, like template: String) async throws -> TestDatabase {
    try await Administrator.shared.execute("CREATE DATABASE \(name) TEMPLATE \(template)")
    let url = try await SharedStack.stack.databaseURL
    return TestDatabase(
      name: name, url: url.replacingOccurrences(of: ":///engram?", with: ":///\(name)?"))
  }
}
