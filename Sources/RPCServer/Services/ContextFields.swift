import Domain
import Wire

/// Requests for contexts, read into the domain's terms.

extension EngramV1.GetConversationContextRequest {
  var contextRequest: ContextRequest {
    get throws(DomainError) {
      guard form.isKnown else {
        throw RuleViolation("must be a known form").at("form")
      }
      return try ContextRequest(
        conversation: field("conversation_id", ConversationID(conversationID)),
        query: query, budget: tokenBudget, outputReserve: outputReserve, minSeq: minSeq,
        shares: shares?.contextShares ?? ContextShares(),
        limits: limits?.contextLimits ?? ContextLimits(), instructions: instructions)
    }
  }
}

extension EngramV1.ContextForm {
  fileprivate var isKnown: Bool {
    switch self {
    case .unspecified, .sections, .rendered: true
    default: false
    }
  }
}

extension EngramV1.ContextShares {
  var contextShares: ContextShares {
    get throws(DomainError) {
      try ContextShares(
        summaries: summaries, memories: memories, recalledMessages: recalledMessages,
        documents: documents)
    }
  }
}

extension EngramV1.ContextLimits {
  var contextLimits: ContextLimits {
    get throws(DomainError) {
      try ContextLimits(
        memories: memories, recalledMessages: recalledMessages, documents: documents,
        messages: messages)
    }
  }
}
