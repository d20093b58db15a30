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

  /// The statement for a unit that is sent now.
  ///
  /// Without a deadline the timeout stays as the session has it, which is `maxTimeout`.
  static func call(
    organizations: [String], deadline: ContinuousClock.Instant?, maxTimeout: Duration
  ) -> any AnyStatementCall {
    let organizations = PostgresValue.textArray(organizations)
    guard let deadline else { return StatementCall(Query(untimed, [organizations])) }
    let timeout = min(ContinuousClock.now.duration(to: deadline), maxTimeout)
    return StatementCall(Query(timed, [organizations, .text(timeout.milliseconds)]))
  }
}
