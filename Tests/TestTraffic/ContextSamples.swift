import Wire

extension MessageSamples {
  private static let item = EngramV1.ContextItem(
    id: "i", content: "Zürich 🚆", tokens: 1, score: 0.5, fromSeq: 2, toSeq: .max, role: .assistant,
    name: "n", origin: "user, semantic", sourceUri: "https://example.org/a", occurredAt: time,
    chunk: 3)
  private static let omitted = EngramV1.OmittedItems(
    section: .messages, reason: .budget, count: 1, messageCount: 2, tokens: 3)
  private static let receiptItem = EngramV1.ReceiptItem(
    section: .memories, id: "i", score: 0.5, tokens: 1, rank: 2, reason: .limit, chunk: 3)
  private static let shares = EngramV1.ContextShares(
    summaries: 1, memories: 2, recalledMessages: 3, documents: 4)
  private static let limits = EngramV1.ContextLimits(
    memories: 1, recalledMessages: 2, documents: 3, messages: 4)
  private static let rendered = EngramV1.RenderedMessage(
    role: .tool, name: "n", content: "Zürich 🚆", toolCallsJSON: "[{}]", toolCallID: "t")
  private static let section = EngramV1.ContextSection(
    type: .memories, items: [item, .init()], tokens: 4)

  /// Of contexts.
  static let contexts: [any WireMessage] = [
    item, omitted, receiptItem, shares, limits, rendered, section,
    EngramV1.GetConversationContextRequest(
      organizationID: "o", conversationID: "c", query: "q", tokenBudget: 1, outputReserve: 2,
      minSeq: 3, form: .rendered, shares: shares, limits: limits, instructions: "i",
      model: "m"),
    EngramV1.ConversationContext(
      sections: [section], renderedMessages: [rendered, .init()], totalTokens: 1,
      omitted: [omitted], appliedSeq: 2, stablePrefixHash: "00", receiptID: "r", query: "q",
      usedEmbedding: true),
    EngramV1.GetContextReceiptRequest(organizationID: "o", receiptID: "r"),
    EngramV1.ContextReceipt(
      receiptID: "r", conversationID: "c", createdAt: time, tokenBudget: 1, totalTokens: 2,
      appliedSeq: 3, stablePrefixHash: "00", usedEmbedding: true, items: [receiptItem],
      omitted: [omitted]),
    EngramV1.ExplainExclusionRequest(organizationID: "o", receiptID: "r", itemID: "i"),
    EngramV1.ExplainExclusionResponse(
      wasIncluded: true, wasCandidate: true, item: receiptItem, lowestIncludedScore: 0.5,
      explanation: "e"),
  ]
}
