import LLM
public import Postgres

/// Keeps calls of the LLM below a number in any window of time, across all processes.
///
/// PostgreSQL keeps when each call was given leave. Leave is good for ``validity``, by which the
/// window is longer in the database: calls that begin late in it stay within the limit too.
public struct CallLimiter: Sendable {
  /// How long leave is good for.
  static let validity = Duration.seconds(1)
  private static let deployment = PostgresValue.int2(1)
  /// The longest pause that a provider can ask for.
  private static let longestPause = Duration.seconds(600)

  private static let lock = Statement("llm_lock", PackageResources.llm_lock_sql)
  private static let take = Statement("llm_take", PackageResources.llm_take_sql)
  private static let wait = Statement("llm_wait", PackageResources.llm_wait_sql)
  private static let pause = Statement("llm_pause", PackageResources.llm_pause_sql)
  private static let forget = Statement("llm_forget", PackageResources.llm_forget_sql)

  private let lanes: PostgresLanes
  private let calls: Int32
  private let window: Duration

  /// A limiter on the system role's lanes: at most `calls` in any `window`; 0 calls is no limit.
  public init(lanes: PostgresLanes, calls: Int32 = 10, window: Duration = .seconds(60)) {
    self.lanes = lanes
    self.calls = calls
    self.window = window
  }

  /// Leave to call once within ``validity``: `nil`, or how long to wait before asking again.
  func take() async throws -> Duration? {
    guard calls > 0 else { return nil }
    let asked = ContinuousClock.now
    let (_, waits) = try await lanes.run(
      UnitOptions(organizations: []),
      Query<Never>(Self.lock, [Self.deployment]), query(Self.take))
    let wait = try waits.onlyRow(of: Self.take)
    if wait > .zero { return wait }
    // What came too late is void.
    return asked.duration(to: .now) < Self.validity ? nil : .zero
  }

  /// How long it is until somebody gets leave.
  public func untilFree() async throws -> Duration {
    guard calls > 0 else { return .zero }
    let waits = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true), query(Self.wait))
    return try waits.onlyRow(of: Self.wait)
  }

  /// Has nobody call for a while, since the provider said so.
  func pause(for duration: Duration) async throws {
    _ = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query<Never>(
        Self.pause, [Self.deployment, .milliseconds(min(duration, Self.longestPause))]))
  }

  /// Forgets calls that no window reaches back to.
  func forget() async throws {
    _ = try await lanes.runInBatches(Self.forget)
  }

  private func query(_ statement: Statement) -> Query<Duration> {
    Query(
      statement, [Self.deployment, .int4(calls), .milliseconds(window + Self.validity)]
    ) { row in .milliseconds(try row.decode(0, as: Int64.self)) }
  }
}
