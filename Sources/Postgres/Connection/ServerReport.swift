/// What the server said when it refused something.
struct ServerReport: Sendable, Hashable {
  /// `nil` when libpq itself made the report up, for want of a connection.
  var sqlState: String?
  var message: String?
  var constraint: String?
  var severity: String?
  var sourceFunction: String?

  /// The server closes the connection after this.
  var isLastWord: Bool { severity == "FATAL" || severity == "PANIC" }

  /// The session no longer has the statements it was thought to have, or has them for a schema
  /// that has changed since: only a new session helps.
  var invalidatesSession: Bool {
    sqlState == "26000" || (sqlState == "0A000" && sourceFunction == "RevalidateCachedQuery")
  }

  /// The server gave the statement up before its end, as after `statement_timeout`.
  var isCancellation: Bool { sqlState == "57014" }

  private static let retriableStates: Set<String> = [
    "25P03",  // idle_in_transaction_session_timeout: one of us stood still amid a unit
    "40001",  // serialization_failure
    "40P01",  // deadlock_detected
    "55P03",  // lock_not_available
    "57014",  // query_canceled: by statement_timeout, or by an operator
    "57P01",  // admin_shutdown
    "57P02",  // crash_shutdown
    "57P03",  // cannot_connect_now
    "57P05",  // idle_session_timeout
  ]

  /// Whether the same statement may well succeed when it is sent again: the listed states, broken
  /// connections (class 08), want of resources (class 53) and sessions to be replaced.
  var isRetriable: Bool {
    guard let sqlState else { return false }
    return Self.retriableStates.contains(sqlState) || sqlState.hasPrefix("08")
      || sqlState.hasPrefix("53") || invalidatesSession
  }

  /// The error for the caller of what was attempted.
  func error(attempted: String) -> PostgresError {
    let violated = constraint.map { " (constraint \($0))" } ?? ""
    return PostgresError(
      .server, attempted: attempted,
      reason: "PostgreSQL refused it with SQLSTATE \(sqlState ?? "unknown")\(violated)",
      sqlState: sqlState, constraint: constraint, serverMessage: message, isRetriable: isRetriable)
  }
}

extension ServerReport {
  /// The error of a connection whose session could not be set up.
  var connectionError: PostgresError {
    PostgresError(
      .unavailable, attempted: "connection", reason: "its session could not be set up",
      sqlState: sqlState, serverMessage: message, isRetriable: true)
  }
}
