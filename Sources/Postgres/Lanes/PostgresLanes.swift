public import Logging

/// Several connections to one database, shared by everybody who asks something of it.
public final class PostgresLanes: Sendable {
  let configuration: LanesConfiguration
  let logger: Logger

  /// Lanes that connect once they are started.
  public init(_ configuration: LanesConfiguration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  /// Starts to connect, in the background; units may be run from now on.
  public func start() {}

  /// Lanes that have a connection now.
  public var connectedLaneCount: Int { 0 }

  /// Refuses new units, lets those it has finish for at most `grace`, then closes the connections.
  public func shutdown(grace: Duration = .seconds(10)) async {}

  /// Runs all queries as one unit: all commit or none does.
  ///
  /// Its first statement, added here, sets `engram.organizations` for the transaction. Each
  /// query's rows come back in the query's place. Throws `PostgresError`, or `CancellationError`
  /// when the task is cancelled; the unit may then have been committed or not.
  public func run<each Row: Sendable>(
    _ options: UnitOptions, _ query: repeat Query<each Row>
  ) async throws -> (repeat [each Row]) {
    throw PostgresError(.shuttingDown, attempted: "", reason: "")
  }
}
