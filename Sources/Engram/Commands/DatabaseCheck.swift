import LocalStack
import Postgres

/// What `doctor` wants to know of a PostgreSQL that was given.
struct DatabaseCheck {
  struct Unsupported: Error, CustomStringConvertible {
    let description: String
  }

  /// Such as `16.14`.
  let version: String
  let majorVersion: Int32
  /// The version of the `vector` extension that can be created in the database, such as `0.8.5`.
  let vectorVersion: String?

  /// Asks the database at `url`, and describes what it said.
  static func run(_ url: String) async throws -> String {
    let session = try await PostgresSession.connect(url: url, timeout: .seconds(5))
    let statement = Statement(
      name: "doctor",
      sql: """
        SELECT current_setting('server_version'),
          current_setting('server_version_num')::int4 / 10000,
          (
            SELECT coalesce(installed_version, default_version)
            FROM pg_catalog.pg_available_extensions
            WHERE name = 'vector'
          )
        """)
    let found = try await session.run(
      Query(statement, []) {
        DatabaseCheck(
          version: try $0.decode(0, as: String.self),
          majorVersion: try $0.decode(1, as: Int32.self),
          vectorVersion: try $0.decodeOptional(2, as: String.self))
      })
    await session.close()
    return try found.map { try $0.describe() }.joined()
  }

  /// The finding in words; throws where Engram can't work on it.
  func describe() throws -> String {
    guard majorVersion >= PostgresBinaries.minMajorVersion else {
      throw Unsupported(
        description: "PostgreSQL \(version) is too old; "
          + "expected \(PostgresBinaries.minMajorVersion) or later")
    }
    guard let vectorVersion, PostgresBinaries.isSupportedVector(vectorVersion) else {
      let found = vectorVersion.map { "has vector \($0)" } ?? "has no extension vector"
      throw Unsupported(
        description: "PostgreSQL \(version) \(found); expected vector 0.7 or later (pgvector)")
    }
    return "PostgreSQL \(version) with vector \(vectorVersion)"
  }
}
