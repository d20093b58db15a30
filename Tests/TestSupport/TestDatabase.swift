import Foundation
import LocalStack
import Synchronization

/// A database of its own for one test, in the shared stack.
public struct TestDatabase: Sendable {
  /// Its name.
  public let name: String
  /// libpq's URL of it, for the server's superuser.
  public let url: String

  /// A new database without any table.
  public static func empty() async throws -> TestDatabase {
    try await create("CREATE DATABASE {}")
  }

  /// Drops the database and ends the connections to it. One that is not dropped is gone at the
  /// end of the test process.
  public func drop() async throws {
    try await Administrator.execute("DROP DATABASE \(name) WITH (FORCE)")
  }

  private static let count = Atomic<Int>(0)

  private static func create(_ sql: String) async throws -> TestDatabase {
    let number = count.add(1, ordering: .relaxed).newValue
    let name = "test_\(number)"
    try await Administrator.execute(sql.replacingOccurrences(of: "{}", with: name))
    let url = try await SharedStack.stack.databaseURL
    return TestDatabase(
      name: name, url: url.replacingOccurrences(of: ":///engram?", with: ":///\(name)?"))
  }
}
