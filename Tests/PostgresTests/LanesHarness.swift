import Logging
import Postgres
import Synchronization
import TestSupport

/// Runs `body` with lanes to a database of its own, and a session to look behind them.
func withLanes(
  _ change: (inout LanesConfiguration) -> Void = { _ in }, logger: Logger = silentLogger,
  _ body: (PostgresLanes, PostgresSession) async throws -> Void
) async throws {
  let database = try await TestDatabase.empty()
  try await withLanes(to: database.url, change, logger: logger, body)
  try await database.drop()
}

/// Runs `body` with lanes to the database at `url`, and a session to look behind them.
func withLanes(
  to url: String, _ change: (inout LanesConfiguration) -> Void = { _ in },
  logger: Logger = silentLogger,
  _ body: (PostgresLanes, PostgresSession) async throws -> Void
) async throws {
  var configuration = LanesConfiguration(name: "test", url: url, laneCount: 1)
  change(&configuration)
  let session = try await PostgresSession.connect(url: url)
  let lanes = try PostgresLanes(configuration, logger: logger)
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

/// Keeps the metadata of what is logged, by message.
final class LogRecorder: Sendable {
  private let entries = Mutex<[String: Logger.Metadata]>([:])

  var logger: Logger {
    var logger = Logger(label: "test") { [self] _ in Handler(recorder: self) }
    logger.logLevel = .debug
    return logger
  }

  subscript(message: String) -> Logger.Metadata? { entries.withLock { $0[message] } }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
      recorder.entries.withLock { $0["\(event.message)"] = metadata }
    }
  }
}

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
