/// What a memory was made from.
public struct MemorySource: Sendable, Hashable {
  public let conversationID: ConversationID
  /// First and last message, where it is said.
  public let messages: ClosedRange<Int64>?

  /// Checks the range: 0 and 0 for none, else first and last.
  public init?(
    conversationID: ConversationID?, fromSeq: Int64, toSeq: Int64
  ) throws(DomainError) {
    guard let conversationID else {
      guard fromSeq == 0 else { throw Self.needsConversation.at("from_seq") }
      guard toSeq == 0 else { throw Self.needsConversation.at("to_seq") }
      return nil
    }
    self.conversationID = conversationID
    if fromSeq == 0 && toSeq == 0 {
      messages = nil
      return
    }
    guard fromSeq >= 1 else { throw RuleViolation("must be at least 1").at("from_seq") }
    guard toSeq >= fromSeq else { throw RuleViolation("must be at least from_seq").at("to_seq") }
    messages = fromSeq...toSeq
  }

  /// A source that the database holds.
  init(stored conversationID: ConversationID, fromSeq: Int64?, toSeq: Int64?) {
    self.conversationID = conversationID
    if let fromSeq, let toSeq, fromSeq <= toSeq {
      messages = fromSeq...toSeq
    } else {
      messages = nil
    }
  }

  private static let needsConversation = RuleViolation("needs conversation_id")
}
