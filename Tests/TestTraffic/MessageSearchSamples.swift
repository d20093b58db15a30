import Wire

extension MessageSamples {
  private static let result = EngramV1.MessageResult(
    conversationID: "c",
    message: EngramV1.Message(
      messageID: "m", seq: 1, role: .assistant, name: "n", content: "Zürich 🚆", metadataJSON: "{}",
      tokenCount: 2, createdAt: time, occurredAt: time, deletedAt: time),
    score: 0.25, wordRank: 1, vectorRank: 2, isSummarised: true)

  /// Of searches of messages.
  static let messageSearches: [any WireMessage] = [
    result,
    EngramV1.SearchMessagesRequest(
      organizationID: "o", conversationID: "c", userID: "u", wholeOrganization: true,
      projectID: "p", query: "q", roles: [.user, .tool], occurredAfter: time,
      occurredBefore: time, limit: 3),
    EngramV1.SearchMessagesResponse(
      results: [result, .init()], usedEmbedding: true, isComplete: true),
  ]
}
