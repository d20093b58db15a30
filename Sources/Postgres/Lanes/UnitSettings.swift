/// What every unit begins with, for its transaction alone: the organizations that row-level security
/// compares with, and a `statement_timeout` that ends what nobody waits for any more.
struct UnitSettings: AnyStatementCall {
  private static let timed = Preparation(
    statement: Statement(
      name: "set_organizations_and_timeout",
      sql: """
        SELECT set_config('engram.organizations', $1::text[]::text, true),
          set_config('statement_timeout', $2, true)
        """),
    types: [PostgresType.textArray.rawValue, PostgresType.text.rawValue])
  private static let untimed = Preparation(
    statement: Statement(
      name: "set_organizations",
      sql: "SELECT set_config('engram.organizations', $1::text[]::text, true)"),
    types: [PostgresType.textArray.rawValue])

  let organizations: [String]
  /// `nil` leaves the timeout as the session has it.
  let deadline: ContinuousClock.Instant?
  /// The longest timeout: that of the session.
  let maxTimeout: Duration

  var preparation: Preparation { deadline == nil ? Self.untimed : Self.timed }

  /// As of now: to be asked for when the unit is sent, so that its wait counts.
  var parameters: EncodedParameters {
    let organizations = PostgresValue.textArray(organizations)
    guard let deadline else { return EncodedParameters([organizations]) }
    let timeout = min(ContinuousClock.now.duration(to: deadline), maxTimeout)
    return EncodedParameters([organizations, .text(timeout.milliseconds)])
  }

  func receive(_ result: borrowing PostgresResult) {}
}
