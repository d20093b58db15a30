import Logging
import Postgres
import TestSupport

/// Runs `body` with lanes to a database of its own, and a session to look behind them.
func withLanes(
  _ change: (inout LanesConfiguration) -> Void = { _ in },
  _ body: (PostgresLanes, PostgresSession) async throws -> Void
) async throws {
  let database = try await TestDatabase.empty()
  try await withLanes(to: database.url, change, body)
  try await database.drop()
}

/// Runs `body` with lanes to the database at `url`, and a session to look behind them.
func withLanes(
  to url: String, _ change: (inout LanesConfiguration) -> Void = { _ in },
  _ body: (PostgresLanes, PostgresSession) async throws -> Void
) async throws {
  var configuration = LanesConfiguration(name: "test", url: url, laneCount: 1)
  change(&configuration)
  let session = try await PostgresSession.connect(url: url)
  let lanes = try PostgresLanes(configuration, logger: silentLogger)
  lanes.start()
  do {
    try await body(lanes, session)
  } catch {
    await lanes.shutdown(grace: .zero)
    throw error
  }
  await lanes.shutdown()
  await session.close()
}

extension PostgresSession {
  func execute(_ sql: String) async throws {
    try execute(Statement(name: "test", sql: sql))
  }
}

/// A query for one value a row.
func values<Value: PostgresDecodable>(
  _ sql: String, _ parameters: [PostgresValue] = [], as: Value.Type = Value.self
) -> Query<Value> {
  Query(Statement(name: "values", sql: sql), parameters) { try $0.decode(0) }
}

/// A statement without rows.
func command(_ sql: String, _ parameters: [PostgresValue] = []) -> Query<Never> {
  Query(Statement(name: "command", sql: sql), parameters)
}

/// Says nothing.
let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Nobody's unit.
let options = UnitOptions(organizations: [])

/// The error that `body` ends with.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError {
  do {
    try await body()
  } catch let error as PostgresError {
    return error
  }
  throw NoError()
}

struct NoError: Error {}

/// Waits until `condition` holds; throws when it does not in ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws {
  for _ in 0..<1000 {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw NoError()
}
