import LLM

/// Has a model write summaries.
struct ModelSummaryWriter: SummaryWriter {
  let provider: any ChatProvider
  /// Tokens that a request and its reply may have together.
  let contextTokens: Int

  var isModel: Bool { true }

  func budget(beside texts: [String]) -> Int {
    let beside = texts.reduce(0) { $0 + Int(TokenEstimate.tokens(in: $1)) }
    let rest = contextTokens - SummaryPrompt.replyTokens - SummaryPrompt.frameTokens - beside
    return max(rest, SummaryPrompt.minBudget)
  }

  func summarize(_ material: SummaryPrompt.Material) async throws -> WrittenSummary {
    try await ask(SummaryPrompt.summarize(material))
  }

  func complete(
    _ material: SummaryPrompt.Material, summary: String, missing: [String]
  ) async throws -> WrittenSummary {
    try await ask(SummaryPrompt.complete(material, summary: summary, missing: missing))
  }

  func merge(_ summaries: [String]) async throws -> WrittenSummary {
    try await ask(SummaryPrompt.merge(summaries))
  }

  private func ask(_ request: ChatRequest) async throws -> WrittenSummary {
    let reply = try await provider.complete(request, deadline: nil)
    // A reply that was cut, or refused, may succeed with less to read.
    guard reply.end != .length, reply.end != .refused else {
      throw error(.inputRefused, "the model did not write its reply to the end")
    }
    guard let answer = SummaryAnswer(reply.text) else {
      throw error(.invalidResponse, "the reply is not the summary that was asked for")
    }
    return WrittenSummary(
      summary: answer.summary, facts: answer.facts, model: reply.model,
      inputTokens: Int64(reply.usage?.input ?? 0), outputTokens: Int64(reply.usage?.output ?? 0))
  }

  private func error(_ code: LLMError.Code, _ reason: String) -> LLMError {
    LLMError(code, attempted: "summarising with \(provider.modelName)", reason: reason)
  }
}
