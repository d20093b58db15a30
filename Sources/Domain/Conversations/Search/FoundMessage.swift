/// A message that was found, and why it stands where it does.
public struct FoundMessage: Sendable {
  public let conversationID: ConversationID
  public let message: Message
  /// Higher is better; comparable within one search.
  public let score: Double
  /// Its place among those with words of the query, from 1; `nil` when it is not of the first 100.
  public let wordRank: Int64?
  /// Its place among the nearest, from 1; `nil` when it is not of the first 100.
  public let vectorRank: Int64?
  /// Whether a consolidation has summarised it.
  public let isSummarised: Bool
}

/// What a search found.
public struct MessageFindings: Sendable {
  /// The best first.
  public let messages: [FoundMessage]
  /// Whether meaning was looked at.
  public let usedEmbedding: Bool
  /// Whether all messages of the scope were looked at.
  public let isComplete: Bool
}
