public import LLM

/// What a chat's model is to read.
public struct ChatContextRequest: Sendable {
  public let conversation: ConversationID
  /// What memories and messages are searched for; empty takes it from the user's latest messages.
  public let query: String
  /// What comes first, as it is.
  public let instructions: String
  /// The most tokens of it.
  public let tokens: Int
  /// Who reads it.
  public let model: String
  /// It has at least the messages up to this one.
  public let minSeq: Int64
}

/// What a chat's model reads.
public struct ChatContext: Sendable {
  /// Oldest first.
  public let messages: [ChatMessage]
  public let totalTokens: Int32
  /// Says what it was made of; `nil` where nothing does.
  public let receiptID: String?

  public init(messages: [ChatMessage], totalTokens: Int32, receiptID: String?) {
    self.messages = messages
    self.totalTokens = totalTokens
    self.receiptID = receiptID
  }
}

/// Puts together what a chat's model reads.
public protocol ChatContextSource: Sendable {
  func context(
    for request: ChatContextRequest, in scope: RequestScope
  ) async throws -> ChatContext
}
