import Domain
import Wire

extension EngramV1.ChatResult {
  init(_ result: ChatResult) {
    self.init(
      userMessageID: result.userMessage?.id.text ?? "",
      userMessageSeq: result.userMessage?.seq ?? 0,
      replyMessageID: result.replyID.text,
      replyMessageSeq: result.replySeq,
      toolCalls: result.toolCalls.map {
        EngramV1.ToolCall(toolCallID: $0.id, name: $0.name, argumentsJSON: $0.arguments)
      },
      model: result.model,
      inputTokens: result.inputTokens,
      outputTokens: result.outputTokens,
      finishReason: .init(result.finishReason),
      isCut: result.isCut,
      contextReceiptID: result.contextReceiptID,
      contextTokens: result.contextTokens,
      isReplay: result.isReplay)
  }
}

extension EngramV1.FinishReason {
  fileprivate init(_ reason: ChatResult.FinishReason?) {
    self =
      switch reason {
      case .stop: .stop
      case .length: .length
      case .toolCalls: .toolCalls
      case .refused: .refused
      case .other: .other
      case nil: .unspecified
      }
  }
}
