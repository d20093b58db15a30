public import Logging
public import Postgres

/// Keeps what PostgreSQL knows of tables up with them while they are small and grow fast: a lane plans
/// a statement once, and a plan that was made for an empty table would stay until autovacuum comes by.
///
/// Any number of processes may do so at once.
public struct TableStatistics: Sendable {
  private static let interval = Duration.seconds(1)
  private static let refresh = Statement(
    name: "statistics_refresh", sql: "select engram.analyze_grown()")

  private let lanes: PostgresLanes
  private let logger: Logger

  /// Statistics of the tables that the system role's lanes reach.
  public init(lanes: PostgresLanes, logger: Logger) {
    self.lanes = lanes
    self.logger = logger
  }

  /// Looks at the tables each second until the task is cancelled.
  public func run() async {
    await repeating(every: Self.interval, "tables were not analyzed", logger: logger) {
      try await update()
    }
  }

  /// Analyzes tables that have grown much since they were analyzed last.
  public func update() async throws {
    _ = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true), Query<Never>(Self.refresh, []))
  }
}
