import Domain
import Wire

extension EngramV1.ChatRequest {
  /// What it asks, in the domain's terms.
  var turn: ChatTurn {
    get throws(DomainError) {
      try ChatTurn(
        conversation: field("conversation_id", ConversationID(conversationID)),
        id: optionalField("message_id", messageID, MessageID.init) ?? MessageID(),
        content: content, name: name, metadata: .field(metadataJSON), instructions: instructions,
        query: query, tokenBudget: tokenBudget, maxOutputTokens: maxOutputTokens,
        temperature: givenTemperature, toolsJSON: toolsJSON)
    }
  }

  private var givenTemperature: Double? {
    if case .temperature(let value)? = temperatureSetting { value } else { nil }
  }
}
