import Postgres
import TestSupport
import Testing

struct SharedStackTests {
  @Test func `every test database is another one`() async throws {
    let first = try await TestDatabase.empty()
    let second = try await TestDatabase.empty()
    #expect(first.url != second.url)
    try await first.drop()
    try await second.drop()
    await #expect(throws: PostgresError.self) { try await second.drop() }
  }

  @Test func `a migrated database has the schema, an empty one has not`() async throws {
    #expect(try await schemas(TestDatabase.migrated()) == ["engram"])
    #expect(try await schemas(TestDatabase.empty()) == [])
  }

  private func schemas(_ database: TestDatabase) async throws -> [String] {
    let session = try await PostgresSession.connect(url: database.url)
    let statement = Statement(
      name: "schemas", sql: "SELECT nspname::text FROM pg_namespace WHERE nspname = 'engram'")
    let names = try await session.run(Query(statement, []) { try $0.decode(0, as: String.self) })
    await session.close()
    try await database.drop()
    return names
  }
}
