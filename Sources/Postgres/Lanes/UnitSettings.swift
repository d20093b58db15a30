/// What every unit begins with, for its transaction alone: the organizations that row-level security
/// compares with, and a `statement_timeout` that ends what nobody waits for any more.
enum UnitSettings {
  private static let timed = Statement(
    name: "set_organizations_and_timeout",
    sql: """
      SELECT set_config('engram.organizations', $1::text[]::text, true),
        set_config('statement_timeout', $2, true)
      """)
  private static let untimed = Statement(
    name: "set_organizations",
    sql: "SELECT set_config('engram.organizations', $1::text[]::text, true)")

  /// The statement for a unit that is sent now. `sessionTimeout` is the session's own, which holds
  /// where the deadline is later or there is none.
  static func call(
    organizations: [String], deadline: ContinuousClock.Instant?, sessionTimeout: Duration
  ) -> any AnyStatementCall {
    let organizations = PostgresValue.textArray(organizations)
    let left = deadline.map { ContinuousClock.now.duration(to: $0) }
    guard let left, left < sessionTimeout else {
      return StatementCall(Query(untimed, [organizations]))
    }
    return StatementCall(Query(timed, [organizations, .text(left.milliseconds)]))
  }
}
