/// One connection for administration: migrations, creating databases, asking whether a server
/// answers.
///
/// Its calls block a thread of its own, never the caller's.
public actor PostgresSession {
  /// Connects to the database at `url`, a libpq URI, within `timeout`, in whole seconds.
  public static func connect(
    url: String, timeout: Duration = .seconds(10)
  ) async throws -> PostgresSession {
    throw PostgresError(.unavailable, attempted: "connect", reason: "not connected")
  }

  /// Runs one or more statements without parameters, parted by semicolons; together they are one
  /// transaction unless they say otherwise. Their rows are dropped.
  public func execute(_ statement: Statement) throws {}

  /// Runs one query and returns its rows.
  public func run<Row>(_ query: Query<Row>) throws -> [Row] { [] }

  /// Closes the connection; later calls fail with `unavailable`.
  public func close() {}
}
