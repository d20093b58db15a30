import Postgres

/// A sequence of messages of one user.
public struct Conversation: Sendable, Hashable {
  public let id: ConversationID
  public let userID: UserID
  /// `nil` when the conversation belongs to no project.
  public let projectID: ProjectID?
  /// The caller's, or made from the first user message; empty while there is neither.
  public let title: String
  public let metadata: MetadataObject?
  /// All messages ever appended, those deleted since included.
  public let messageCount: Int64
  /// The `seq` up to which messages are summarised; 0 when none is.
  public let consolidatedSeq: Int64
  public let createdAt: Moment
  /// When the conversation or its messages last changed.
  public let updatedAt: Moment

  /// Messages that no consolidation has summarised yet.
  public var activeMessageCount: Int64 { messageCount - consolidatedSeq }
}

extension Conversation {
  /// From the columns of `conversation_get`, which begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int = 0) throws(PostgresError) {
    id = ConversationID(stored: try row.decode(column))
    userID = UserID(stored: try row.decode(column + 1))
    projectID = try row.decodeOptional(column + 2, as: String.self).map { ProjectID(stored: $0) }
    title = try row.decode(column + 3)
    metadata = try MetadataObject(row, column + 4)
    messageCount = try row.decode(column + 5)
    consolidatedSeq = try row.decode(column + 6)
    createdAt = try Moment(row, column + 7)
    updatedAt = try Moment(row, column + 8)
  }
}

/// A conversation to create.
public struct NewConversation: Sendable {
  let id: ConversationID
  let userID: UserID
  let projectID: ProjectID?
  let title: String
  let metadata: MetadataObject?

  /// Checks the title; an empty one is made from the first user message.
  public init(
    id: ConversationID, userID: UserID, projectID: ProjectID?, title: String,
    metadata: MetadataObject?
  ) throws(DomainError) {
    self.id = id
    self.userID = userID
    self.projectID = projectID
    self.title = try TextLimits.check(title, atMost: TextLimits.maxNameBytes, field: "title")
    self.metadata = metadata
  }

  /// Tells a repeated request from another one with the same id.
  var requestHash: [UInt8] {
    var hash = RequestHash()
    hash.add(userID.text)
    hash.add(projectID?.text)
    hash.add(title)
    hash.add(metadata?.json)
    return hash.finish()
  }
}

/// What to change of a conversation.
public struct ConversationChange: Sendable {
  let title: Change<String>
  let metadata: Change<MetadataObject?>

  /// Checks the title; one set to empty is made from the first user message.
  public init(title: Change<String>, metadata: Change<MetadataObject?>) throws(DomainError) {
    if let text = title.value {
      _ = try TextLimits.check(text, atMost: TextLimits.maxNameBytes, field: "title")
    }
    self.title = title
    self.metadata = metadata
  }
}

/// Which conversations a list shows.
public struct ConversationFilter: Sendable {
  let userID: UserID?
  let projectID: ProjectID?

  /// Only those of this user and this project; `nil` for those of all.
  public init(userID: UserID?, projectID: ProjectID?) {
    self.userID = userID
    self.projectID = projectID
  }
}
