/// The first statement of a lane's session: its limits, a search path without surprises, its role,
/// and that a prepared statement is planned once: planning a long one for each run costs more than
/// running it, and all are written to have one plan for all parameters.
struct SessionSetup {
  static let sql = """
    SELECT set_config('search_path', '', false),
      set_config('default_transaction_isolation', 'read committed', false),
      set_config('statement_timeout', $1, false),
      set_config('lock_timeout', $2, false),
      set_config('idle_in_transaction_session_timeout', $3, false),
      set_config('idle_session_timeout', '0', false),
      set_config('plan_cache_mode', 'force_generic_plan', false),
      set_config('synchronous_commit', $5, false),
      set_config('role', $4, false)
    """

  let parameters: EncodedParameters

  init(_ configuration: LanesConfiguration) {
    parameters = EncodedParameters([
      .text(configuration.statementTimeout.milliseconds),
      .text(configuration.lockTimeout.milliseconds),
      .text(configuration.idleInTransactionTimeout.milliseconds),
      .text(configuration.role ?? "none"),
      .text(configuration.commitsAreDurable ? "on" : "off"),
    ])
  }
}

extension Duration {
  /// As PostgreSQL's settings take it, rounded up; never 0, which would mean no limit.
  var milliseconds: String { "\(max(Int64((self / .milliseconds(1)).rounded(.up)), 1))ms" }
}
