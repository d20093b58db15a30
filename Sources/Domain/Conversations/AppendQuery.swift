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

extension Query where Row == AppendRow {
  /// Appends `messages` to one conversation.
  static func append(
    _ messages: [NewMessage], to conversation: ConversationID, in scope: RequestScope
  ) -> Query<AppendRow> {
    var titles = [String?](repeating: "", count: messages.count)
    for (place, message) in messages.enumerated() where message.role == .user {
      let title = ConversationTitle.make(from: message.content)
      guard title.isEmpty else {
        titles[place] = title
        break
      }
    }
    return Query(
      MessageStatements.append,
      [
        .textArray([scope.organizationID.text]),
        .uuidArray([conversation.uuid]),
        .int8Array(messages.map { _ in 1 }),
        .uuidArray(messages.map(\.id.uuid)),
        .int2Array(messages.map(\.role.rawValue)),
        .textArray(messages.map(\.name)),
        .textArray(messages.map(\.content)),
        .jsonbArray(messages.map { $0.metadata?.json }),
        .int4Array(messages.map { TokenEstimate.tokens(in: $0.content) }),
        .byteaArray(messages.map(\.requestHash)),
        .timestamptzArray(messages.map { $0.occurredAt?.timestamp }),
        .textArray(titles),
      ]
    ) { row in try AppendRow(row) }
  }
}
