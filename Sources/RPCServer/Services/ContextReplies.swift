import Domain
import Wire

/// The domain's contexts and their receipts, as replies.

extension EngramV1.ConversationContext {
  init(_ context: AssembledContext) {
    self.init(
      sections: context.sections.map { EngramV1.ContextSection($0.section, $0.items) },
      renderedMessages: context.rendered.map { EngramV1.RenderedMessage($0) },
      totalTokens: context.totalTokens,
      omitted: context.omitted.map { EngramV1.OmittedItems($0) },
      appliedSeq: context.appliedSeq,
      stablePrefixHash: context.stablePrefixHash,
      receiptID: context.receiptID.text,
      query: context.query ?? "",
      usedEmbedding: context.usedEmbedding)
  }
}

extension EngramV1.ContextSection {
  init(_ section: ContextSection, _ items: [AssembledContext.Included]) {
    self.init(
      type: .init(section),
      items: items.map { EngramV1.ContextItem($0.item, tokens: $0.tokens) },
      tokens: Int32(clamping: items.reduce(0) { $0 + Int64($1.tokens) }))
  }
}

extension EngramV1.ContextItem {
  init(_ item: ContextItem, tokens: Int32) {
    self.init(
      id: item.idText,
      content: item.content,
      tokens: tokens,
      score: item.score,
      fromSeq: item.messages?.lowerBound ?? 0,
      toSeq: item.messages?.upperBound ?? 0,
      role: item.role.map { .init($0) } ?? .unspecified,
      name: item.name,
      origin: item.origin,
      sourceUri: item.sourceURI,
      occurredAt: .init(item.occurredAt),
      chunk: item.chunk)
  }
}

extension EngramV1.RenderedMessage {
  init(_ message: RenderedMessage) {
    self.init(
      role: .init(message.role),
      name: message.name,
      content: message.content,
      toolCallsJSON: message.toolCallsJSON,
      toolCallID: message.toolCallID)
  }
}

extension EngramV1.OmittedItems {
  init(_ omitted: ContextReceipt.Omitted) {
    self.init(
      section: .init(omitted.section),
      reason: .init(omitted.reason),
      count: omitted.count,
      messageCount: omitted.messageCount,
      tokens: omitted.tokens)
  }
}

extension EngramV1.ContextReceipt {
  init(_ receipt: ContextReceipt) {
    let content = receipt.content
    self.init(
      receiptID: receipt.id.text,
      conversationID: receipt.conversation.text,
      createdAt: .init(receipt.createdAt),
      tokenBudget: content.tokenBudget,
      totalTokens: content.totalTokens,
      appliedSeq: content.appliedSeq,
      stablePrefixHash: content.stablePrefixHash,
      usedEmbedding: content.usedEmbedding,
      items: content.items.map { EngramV1.ReceiptItem($0) },
      omitted: content.omitted.map { EngramV1.OmittedItems($0) })
  }
}

extension EngramV1.ReceiptItem {
  init(_ item: ContextReceipt.Item) {
    self.init(
      section: .init(item.section),
      id: item.idText,
      score: item.score,
      tokens: item.tokens,
      rank: item.rank,
      reason: item.reason.map { .init($0) } ?? .unspecified,
      chunk: item.chunk)
  }
}

extension EngramV1.ExplainExclusionResponse {
  init(_ explanation: ExclusionExplanation) {
    self.init(
      wasIncluded: explanation.wasIncluded,
      wasCandidate: explanation.item != nil,
      item: explanation.item.map { EngramV1.ReceiptItem($0) },
      lowestIncludedScore: explanation.lowestIncludedScore,
      explanation: explanation.text)
  }
}

extension EngramV1.ContextSectionType {
  fileprivate init(_ section: ContextSection) {
    self =
      switch section {
      case .summaries: .summaries
      case .memories: .memories
      case .recalledMessages: .recalledMessages
      case .documents: .documents
      case .messages: .messages
      }
  }
}

extension EngramV1.OmissionReason {
  fileprivate init(_ reason: OmissionReason) {
    self =
      switch reason {
      case .budget: .budget
      case .limit: .limit
      case .duplicate: .duplicate
      case .deleted: .deleted
      }
  }
}
