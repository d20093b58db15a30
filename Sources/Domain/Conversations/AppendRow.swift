import Postgres

/// One row of `message_append`.
struct AppendRow: Sendable {
  /// What became of a message.
  enum Outcome: Sendable {
    /// It is there: new, or appended before by the same request.
    case kept(seq: Int64, tokenCount: Int32, createdAt: Moment, activeCount: Int64)
    /// Another request appended it before; nothing was written.
    case conflict
  }

  /// Place of the message in its append, from 0.
  let place: Int
  let outcome: Outcome

  /// From the columns behind that of the append.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    place = Int(try row.decode(1, as: Int64.self)) - 1
    let outcome: String = try row.decode(2)
    switch outcome {
    case "appended", "repeated":
      self.outcome = .kept(
        seq: try row.decode(3), tokenCount: try row.decode(4), createdAt: try Moment(row, 5),
        activeCount: try row.decode(6))
    case "conflict":
      self.outcome = .conflict
    default:
      throw .unknownOutcome(outcome, of: MessageStatements.append)
    }
  }
}
