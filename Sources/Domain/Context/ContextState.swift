import FoundationEssentials
import Postgres

/// What of a conversation a context is made of that needs no search, as of one moment.
struct ContextState: Sendable {
  /// A summary that stands for its messages.
  struct Summary: Sendable, Hashable {
    let id: UUID
    let messages: ClosedRange<Int64>
    let content: String
    let createdAt: Moment
  }

  /// An active message.
  struct ActiveMessage: Sendable, Hashable {
    let id: UUID
    let seq: Int64
    let role: MessageRole
    let name: String
    let content: String
    let metadata: MetadataObject?
    let occurredAt: Moment
    let isDeleted: Bool
  }

  /// Whose it is.
  var userID: UserID
  var projectID: ProjectID?
  /// Messages that were ever appended.
  var messageCount: Int64
  /// Up to where they are summarised.
  var consolidatedSeq: Int64
  /// What all active messages cost, as it was estimated when they were appended.
  var activeTokens: Int64
  /// In the order of their messages.
  var summaries: [Summary] = []
  /// The latest, in their order.
  var messages: [ActiveMessage] = []

  /// Messages that no summary stands for.
  var activeCount: Int64 { messageCount - consolidatedSeq }
}

extension ContextState {
  /// The rows of `context_read`; `nil` when there are none.
  init?(_ rows: [Row]) {
    guard let first = rows.first else { return nil }
    self = first.conversation
    for row in rows {
      switch row.item {
      case .summary(let summary): summaries.append(summary)
      case .message(let message): messages.append(message)
      case nil: break
      }
    }
  }

  /// A row of `context_read`.
  struct Row: Sendable {
    enum Item: Sendable {
      case summary(Summary)
      case message(ActiveMessage)
    }

    let conversation: ContextState
    let item: Item?

    init(_ row: borrowing PostgresRow) throws(PostgresError) {
      let nextSeq: Int64 = try row.decode(2)
      conversation = ContextState(
        userID: UserID(stored: try row.decode(0)),
        projectID: try row.decodeOptional(1, as: String.self).map { ProjectID(stored: $0) },
        messageCount: nextSeq - 1, consolidatedSeq: try row.decode(3),
        activeTokens: try row.decode(4))
      guard let kind = try row.decodeOptional(5, as: Int16.self) else {
        item = nil
        return
      }
      item = kind == 1 ? .summary(try Summary(row)) : .message(try ActiveMessage(row))
    }
  }
}

extension ContextState.Summary {
  fileprivate init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = try row.decode(6)
    let first: Int64 = try row.decode(7)
    messages = first...max(first, try row.decode(8))
    content = try row.decode(11)
    createdAt = try Moment(row, 13)
  }
}

extension ContextState.ActiveMessage {
  fileprivate init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = try row.decode(6)
    seq = try row.decode(7)
    role = try MessageRole(row, 9)
    name = try row.decode(10)
    content = try row.decode(11)
    metadata = try MetadataObject(row, 12)
    occurredAt = try Moment(row, 13)
    isDeleted = try row.decode(14)
  }
}
