import Postgres

/// What `conversation_create` says about an attempt.
enum CreateOutcome: Sendable {
  /// There now: it is new, or the same request made it before.
  case kept(Conversation)
  /// Another request made one with this id.
  case conflict
  /// It, or what it belongs to, is being erased.
  case purging
  /// Organization, user or project is to be created first.
  case incomplete
  /// Another call with this id has just won.
  case raced

  /// One attempt.
  static func query(_ new: NewConversation, in scope: RequestScope) -> Query<CreateOutcome> {
    Query(
      ConversationStatements.create,
      [
        scope.organization, .uuid(new.id.uuid), .text(new.userID.text),
        .text(new.projectID?.text), .text(new.title), .jsonb(new.metadata?.json),
        .bytea(new.requestHash),
      ]
    ) { row in try CreateOutcome(row) }
  }

  private init(_ row: borrowing PostgresRow) throws(PostgresError) {
    let outcome: String = try row.decode(0)
    switch outcome {
    case "created", "repeated": self = .kept(try Conversation(row, from: 1))
    case "conflict": self = .conflict
    case "purging": self = .purging
    case "incomplete": self = .incomplete
    case "raced": self = .raced
    default: throw .unknownOutcome(outcome, of: ConversationStatements.create)
    }
  }
}
