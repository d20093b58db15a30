import LLM

/// What became of a chat.
public struct ChatResult: Sendable {
  /// Why the model said no more; in words as chat-completions APIs have them.
  public enum FinishReason: String, Sendable {
    case stop, length, other
    case toolCalls = "tool_calls"
    case refused = "content_filter"
  }

  /// A call of a tool that the model wants.
  public struct Call: Sendable, Hashable {
    public let id: String
    public let name: String
    /// JSON, as the model wrote it.
    public let arguments: String
  }

  /// The user's message; `nil` when there was none.
  public let userMessage: (id: MessageID, seq: Int64)?
  public let replyID: MessageID
  public let replySeq: Int64
  public let toolCalls: [Call]
  /// The model as the provider names it; empty when it is not known.
  public let model: String
  /// As the provider counts them; 0 when it does not say.
  public let inputTokens: Int64
  public let outputTokens: Int64
  /// `nil` for a reply that was cut before its model said why.
  public let finishReason: FinishReason?
  public let isCut: Bool
  /// Empty where there is none.
  public let contextReceiptID: String
  public let contextTokens: Int32
  /// The reply was there already.
  public let isReplay: Bool

  init(
    _ record: ChatReplyRecord?, userMessage: (id: MessageID, seq: Int64)?, replyID: MessageID,
    replySeq: Int64, isReplay: Bool
  ) {
    let origin = record?.engram
    self.userMessage = userMessage
    self.replyID = replyID
    self.replySeq = replySeq
    toolCalls = (record?.toolCalls ?? []).map {
      Call(id: $0.id, name: $0.name, arguments: $0.arguments)
    }
    model = origin?.model ?? ""
    inputTokens = origin?.inputTokens ?? 0
    outputTokens = origin?.outputTokens ?? 0
    finishReason = origin?.finishReason.flatMap(FinishReason.init)
    isCut = origin?.isCut ?? false
    contextReceiptID = origin?.contextReceiptID ?? ""
    contextTokens = origin?.contextTokens ?? 0
    self.isReplay = isReplay
  }
}
