import Wire

extension MessageSamples {
  private static let toolCall = EngramV1.ToolCall(
    toolCallID: "t", name: "weather", argumentsJSON: #"{"city":"Köln"}"#)

  private static let result = EngramV1.ChatResult(
    userMessageID: "u", userMessageSeq: 1, replyMessageID: "r", replyMessageSeq: 2,
    toolCalls: [toolCall, .init()], model: "m", inputTokens: 3, outputTokens: 4,
    finishReason: .toolCalls, isCut: true, contextReceiptID: "x", contextTokens: 5,
    isReplay: true)

  /// Of chat.
  static let chats: [any WireMessage] = [
    toolCall, result,
    EngramV1.ChatRequest(
      organizationID: "o", conversationID: "c", messageID: "m", content: "Zürich 🚆", name: "n",
      metadataJSON: "{}", instructions: "i", tokenBudget: 64, maxOutputTokens: 1,
      temperatureSetting: .temperature(0), toolsJSON: "[]", query: "q"),
    EngramV1.ChatEvent(event: .text("Grüße")),
    EngramV1.ChatEvent(event: .result(result)),
  ]
}
