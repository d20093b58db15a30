/// One connection for administration: migrations, creating databases, asking whether a server
/// answers.
///
/// Its calls block a thread of its own, never the caller's, until the server answers; a cancelled
/// task waits too.
public actor PostgresSession {
  private let executor = BlockingExecutor(label: "engram.postgres.session")
  private var connection: PostgresConnection?

  /// The thread its calls run on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Connects to the database at `url`, a libpq URI, within `timeout`: whole seconds, at least 2.
  ///
  /// Throws `configuration` for a URL that can't be understood, `unavailable` when no connection
  /// can be made.
  public static func connect(
    url: String, timeout: Duration = .seconds(10)
  ) async throws(PostgresError) -> PostgresSession {
    let session = PostgresSession()
    try await session.open(
      ConnectionOptions(url: url, applicationName: "engram", timeout: timeout))
    return session
  }

  private init() {}

  private func open(_ options: ConnectionOptions) throws(PostgresError) {
    connection = try .connecting(options)
  }

  /// Runs one or more statements without parameters, parted by semicolons; together they are one
  /// transaction unless they say otherwise. Their rows are dropped.
  public func execute(_ statement: Statement) throws(PostgresError) {
    try requireOpen(statement)
    _ = try checked(connection?.execute(statement.sql), statement)
  }

  /// Runs one query and returns its rows.
  public func run<Row>(_ query: Query<Row>) throws -> [Row] {
    try requireOpen(query.statement)
    let call = StatementCall(query)
    let result = try checked(
      connection?.execute(query.statement.sql, call.parameters), query.statement)
    call.receive(result)
    return try call.rows()
  }

  /// Closes the connection; later calls fail with `unavailable`.
  public func close() {
    connection = nil
  }

  private func requireOpen(_ statement: Statement) throws(PostgresError) {
    guard connection == nil else { return }
    throw PostgresError(.unavailable, attempted: statement.name, reason: "the session is closed")
  }

  /// The result, unless it is a failure. libpq gives none, or makes a report up, for want of a
  /// connection.
  private func checked(
    _ result: consuming PostgresResult?, _ statement: Statement
  ) throws(PostgresError) -> PostgresResult {
    if let result {
      guard case .failure(let report) = result.meaning else { return result }
      guard report.sqlState == nil else { throw report.error(attempted: statement.name) }
    }
    throw PostgresError(
      .connectionLost, attempted: statement.name,
      reason: "the connection to PostgreSQL was lost while the answer was awaited",
      serverMessage: connection?.errorMessage, isRetriable: true)
  }
}
