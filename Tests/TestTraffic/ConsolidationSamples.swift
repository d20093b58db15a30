import Wire

extension MessageSamples {
  static let consolidationSettings = EngramV1.ConsolidationSettings(
    automatic: .off, messageThreshold: 1, tokenThreshold: 100, keepRecentSetting: .keepRecent(0),
    idleSeconds: 60, summaryScope: .user, retention: .delete, archiveDays: 2)

  static let llmSettings = EngramV1.LLMSettings(
    baseURL: "https://h/v1", model: "m", temperatureSetting: .temperature(0), maxOutputTokens: 1,
    apiKey: "k", hasApiKey: true, embeddingModel: "e", embeddingDimensions: 1)

  private static let consolidation = EngramV1.Consolidation(
    consolidationID: "k", level: 2, fromSeq: 1, toSeq: .max, content: "Zürich 🚆", tokenCount: 3,
    messageTokens: 4, model: "m", inputTokens: 5, outputTokens: 6, factRatio: 0.5, createdAt: time,
    replacedBy: "r", erasedAt: time)

  /// Of consolidation.
  static let consolidations: [any WireMessage] = [
    consolidationSettings, llmSettings, consolidation,
    EngramV1.ConsolidateConversationRequest(organizationID: "o", conversationID: "c", wait: true),
    EngramV1.ConsolidateConversationResponse(
      targetSeq: 1, consolidatedSeq: 2, activeMessageCount: 3, isDone: true),
    EngramV1.ListConsolidationsRequest(
      organizationID: "o", conversationID: "c", includeMerged: true, pageSize: 1, pageToken: "t"),
    EngramV1.ListConsolidationsResponse(
      consolidations: [consolidation, .init()], nextPageToken: "t"),
    EngramV1.UndoConsolidationRequest(
      organizationID: "o", conversationID: "c", consolidationID: "k"),
    EngramV1.UndoConsolidationResponse(fromSeq: 1, toSeq: 2, deletedMemoryCount: 3),
    EngramV1.VerifyCoverageRequest(organizationID: "o", conversationID: "c"),
    EngramV1.VerifyCoverageResponse(
      messageCount: 1, consolidatedSeq: 2, summaryCount: 3, missingMessages: 4,
      uncoveredMessages: 5, repeatedMessages: 6, firstFaultSeq: 7, isComplete: true),
  ]
}
