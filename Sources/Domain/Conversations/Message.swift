import Postgres

/// Who wrote a message; the numbers are the database's.
public enum MessageRole: Int16, Sendable, Hashable, CaseIterable {
  case system = 1
  case user = 2
  case assistant = 3
  case tool = 4
}

/// One message of a conversation.
public struct Message: Sendable, Hashable {
  public let id: MessageID
  /// Position in the conversation: 1, 2, 3 … without gaps.
  public let seq: Int64
  public let role: MessageRole
  /// The author's name; empty when there is none.
  public let name: String
  /// Empty once the message is deleted.
  public let content: String
  public let metadata: MetadataObject?
  /// What the content cost in tokens, estimated when it was appended.
  public let tokenCount: Int32
  public let createdAt: Moment
  /// When it was said; as ``createdAt`` where the caller did not tell.
  public let occurredAt: Moment
  /// When its content was deleted.
  public let deletedAt: Moment?
}

extension MessageRole {
  /// From a column with its number.
  init(_ row: borrowing PostgresRow, _ column: Int) throws(PostgresError) {
    let number: Int16 = try row.decode(column)
    guard let role = MessageRole(rawValue: number) else {
      throw PostgresError(.decoding, attempted: "message", reason: "unknown role \(number)")
    }
    self = role
  }
}

extension Message {
  /// From the columns of `message_list_…`, which begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int = 0) throws(PostgresError) {
    id = MessageID(stored: try row.decode(column))
    seq = try row.decode(column + 1)
    role = try MessageRole(row, column + 2)
    name = try row.decode(column + 3)
    content = try row.decode(column + 4)
    metadata = try MetadataObject(row, column + 5)
    tokenCount = try row.decode(column + 6)
    createdAt = try Moment(row, column + 7)
    occurredAt = try Moment(row, column + 8)
    deletedAt = try Moment(optional: row, column + 9)
  }
}

/// A message to append.
public struct NewMessage: Sendable {
  let id: MessageID
  let role: MessageRole
  let name: String
  let content: String
  let metadata: MetadataObject?
  let occurredAt: Moment?

  /// Checks name and content, which may be empty only where an assistant did nothing but call tools
  /// (`tool_calls` in its metadata); without `occurredAt` it was said now.
  public init(
    id: MessageID, role: MessageRole, name: String, content: String, metadata: MetadataObject?,
    occurredAt: Moment?
  ) throws(DomainError) {
    self.id = id
    self.role = role
    self.name = try TextLimits.check(name, atMost: TextLimits.maxAuthorBytes, field: "name")
    guard !content.isEmpty || role == .assistant && metadata?.callsTools == true else {
      throw RuleViolation("must not be empty").at("content")
    }
    self.content = try TextLimits.check(
      content, atMost: TextLimits.maxContentBytes, field: "content")
    self.metadata = metadata
    self.occurredAt = occurredAt
  }

  /// Bytes that it takes among the parameters of an append: its texts, and at most 200 for the rest.
  var byteCount: Int {
    name.utf8.count + content.utf8.count + (metadata?.json.utf8.count ?? 0) + 200
  }

  /// Tells a repeated request from another one with the same id.
  var requestHash: [UInt8] {
    var hash = RequestHash()
    hash.add(Int64(role.rawValue))
    hash.add(name)
    hash.add(content)
    hash.add(metadata?.json)
    hash.add(Int64(occurredAt == nil ? 0 : 1))
    hash.add(occurredAt?.microsecondsSinceUnixEpoch ?? 0)
    return hash.finish()
  }
}

/// What became of an appended message.
public struct AppendedMessage: Sendable, Hashable {
  public let id: MessageID
  public let seq: Int64
  public let tokenCount: Int32
  public let createdAt: Moment
}

/// What became of an append.
public struct AppendResult: Sendable, Hashable {
  /// In the order of the request.
  public let messages: [AppendedMessage]
  /// Messages of the conversation that no consolidation has summarised yet.
  public let activeMessageCount: Int64
}
