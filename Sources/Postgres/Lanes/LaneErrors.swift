extension PostgresError {
  /// A connection could not be had, or was lost.
  static func connection(_ reason: String, serverMessage: String? = nil) -> PostgresError {
    PostgresError(
      .unavailable, attempted: "connection", reason: reason, serverMessage: serverMessage,
      isRetriable: true)
  }
}

extension PostgresError {
  /// The deadline of `attempted` passed.
  static func deadlineExceeded(_ attempted: String) -> PostgresError {
    PostgresError(.deadlineExceeded, attempted: attempted, reason: "the deadline passed")
  }

  /// There is no room for `attempted`.
  static func overloaded(_ attempted: String) -> PostgresError {
    PostgresError(
      .overloaded, attempted: attempted, reason: "too much work waits for PostgreSQL",
      isRetriable: true)
  }
}

extension LaneUnit {
  var deadlineExceeded: PostgresError { .deadlineExceeded(name) }

  var overloaded: PostgresError { .overloaded(name) }

  var shuttingDown: PostgresError {
    error(.shuttingDown, "the connections to PostgreSQL are being shut down")
  }

  var connectionLost: PostgresError {
    error(.connectionLost, "the connection to PostgreSQL was lost while the answer was awaited")
  }

  /// The unit waited as long as it may, for a connection or behind others. `loss` says why there
  /// is no connection.
  func waitedTooLong(isConnected: Bool, loss: PostgresError?) -> PostgresError {
    isConnected
      ? overloaded
      : error(
        .unavailable, "there is no connection to PostgreSQL", serverMessage: loss?.serverMessage)
  }

  /// Whether its deadline has passed.
  func isLate(_ now: ContinuousClock.Instant) -> Bool {
    deadline.map { $0 <= now } ?? false
  }
}
