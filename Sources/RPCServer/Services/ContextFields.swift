import Domain
import Wire

/// Requests for contexts, read into the domain's terms.

extension EngramV1.GetConversationContextRequest {
  var contextRequest: ContextRequest {
    get throws(DomainError) {
      try ContextRequest(
        conversation: field("conversation_id", ConversationID(conversationID)),
        query: query, budget: tokenBudget, outputReserve: outputReserve, minSeq: minSeq,
        shares: shares?.contextShares ?? ContextShares(),
        limits: limits?.contextLimits ?? ContextLimits(), instructions: instructions,
        form: field("form", ContextForm(form)), model: model)
    }
  }
}

extension ContextForm {
  fileprivate init(_ form: EngramV1.ContextForm) throws(RuleViolation) {
    switch form {
    case .unspecified, .sections: self = .sections
    case .rendered: self = .rendered
    default: throw RuleViolation("must be a known form")
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
