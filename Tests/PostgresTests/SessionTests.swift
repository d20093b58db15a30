import Postgres
import TestSupport
import Testing

@Suite struct SessionTests {
  @Test func `a session runs statements and queries until it is closed`() async throws {
    let database = try await TestDatabase.empty()
    let session = try await PostgresSession.connect(url: database.url)
    try await session.execute("CREATE TABLE t (id int8); INSERT INTO t VALUES (1), (2)")
    let ids = try await session.run(
      values("SELECT id FROM t WHERE id > $1", [.int8(1)], as: Int64.self))
    #expect(ids == [2])
    await session.close()

    let error = try await postgresError { try await session.execute("SELECT 1") }
    #expect(error.code == .unavailable)
    try await database.drop()
  }

  @Test func `a failed statement says why and leaves the session usable`() async throws {
    let database = try await TestDatabase.empty()
    let session = try await PostgresSession.connect(url: database.url)
    let error = try await postgresError { try await session.execute("SELECT 1 / 0") }
    #expect(error.sqlState == "22012")
    #expect(error.attempted == "test")
    #expect(try await session.run(values("SELECT 1", as: Int32.self)) == [1])
    await session.close()
    try await database.drop()
  }

  @Test func `a session that loses its server says so`() async throws {
    let database = try await TestDatabase.empty()
    let session = try await PostgresSession.connect(url: database.url)
    try await database.drop()
    _ = try await postgresError { try await session.execute("SELECT 1") }
    let error = try await postgresError { try await session.execute("SELECT 1") }

    #expect(error.code == .connectionLost)
    await session.close()
  }

  @Test func `a server that is not there is unavailable`() async throws {
    let error = try await postgresError {
      _ = try await PostgresSession.connect(url: "postgresql:///none?host=/nonexistent")
    }
    #expect(error.code == .unavailable)
    #expect(error.isRetriable)
  }
}
