import FoundationEssentials
import Postgres

/// The place of a running chat, held by whoever runs it.
struct ChatSlot: Sendable {
  /// How long it is held after each save, by PostgreSQL's clock: a process that is gone for longer has
  /// lost it.
  static let lease: Int32 = 15

  let conversation: ConversationID
  let chatID: MessageID
  let replyID: MessageID
  let owner: UUID
  /// What had come of the reply when it was taken over.
  let partial: String
}

/// What `chat_begin` says.
enum ChatBeginning: Sendable {
  case begun(ChatSlot)
  /// It is to be ended before another can begin.
  case expired(ChatSlot)
  case repeated(replyID: MessageID)
  case conflict
  case busy

  init(
    _ row: borrowing PostgresRow, of conversation: ConversationID, owner: UUID
  ) throws(PostgresError) {
    let outcome: String = try row.decode(0)
    let slot = ChatSlot(
      conversation: conversation, chatID: MessageID(stored: try row.decode(1)),
      replyID: MessageID(stored: try row.decode(2)), owner: owner, partial: try row.decode(3))
    switch outcome {
    case "begun": self = .begun(slot)
    case "expired": self = .expired(slot)
    case "repeated": self = .repeated(replyID: slot.replyID)
    case "conflict": self = .conflict
    case "busy": self = .busy
    default: throw .unknownOutcome(outcome, of: ChatStatements.begin)
    }
  }
}

/// How a chat ended; the numbers are the database's.
enum ChatEnding: Int16, Sendable {
  case done = 2
  case cut = 3
  /// Without a reply.
  case failed = 4
}
