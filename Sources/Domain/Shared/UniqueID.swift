public import FoundationEssentials

/// An id that is a UUID: the caller's own or, from ``init()``, version 7.
///
/// `Kind` keeps the id of a message from being taken for that of a conversation.
public struct UniqueID<Kind>: Sendable, Hashable {
  /// The id as the database holds it.
  public let uuid: UUID

  /// A new id, greater than those made in earlier microseconds.
  public init() {
    uuid = UUIDv7.make()
  }

  /// Checks an id in text form: 32 hexadecimal digits in five groups, upper or lower case.
  public init(_ text: String) throws(RuleViolation) {
    guard let uuid = UUID(text: text) else {
      throw RuleViolation("must be a UUID, such as 018f4e5a-7c1b-7d3e-9a2f-5b6c7d8e9f01")
    }
    self.uuid = uuid
  }

  /// An id that the database holds.
  init(stored uuid: UUID) {
    self.uuid = uuid
  }

  /// The text form, in lower case.
  public var text: String { uuid.lowercaseText }
}

/// The id of a conversation, within its organization.
public typealias ConversationID = UniqueID<Conversation>
/// The id of a message, within its organization.
public typealias MessageID = UniqueID<Message>
/// The id of a memory, within its organization.
public typealias MemoryID = UniqueID<Memory>
