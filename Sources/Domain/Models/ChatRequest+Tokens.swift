import LLM

extension ChatRequest {
  /// What it costs to read, as is safe for most models.
  var estimatedTokens: Int {
    let tools = toolsJSON.map { Int(TokenEstimate.tokens(in: $0)) } ?? 0
    return messages.reduce(ContextPrice.frame + tools) { $0 + $1.estimatedTokens }
  }
}

extension ChatMessage {
  fileprivate var estimatedTokens: Int {
    let texts = [content, name ?? ""] + toolCalls.flatMap { [$0.name, $0.arguments] }
    return texts.reduce(ContextPrice.messageOverhead) { $0 + Int(TokenEstimate.tokens(in: $1)) }
  }
}
