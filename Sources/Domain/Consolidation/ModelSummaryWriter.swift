import LLM

/// Has a model write summaries.
struct ModelSummaryWriter: SummaryWriter {
  let provider: any ChatProvider
  /// Tokens that a request and its reply may have together.
  let contextTokens: Int
  /// Told how many tokens a request was estimated at, and how many the provider counted.
  let report: @Sendable (_ model: String, _ estimated: Int, _ counted: Int) -> Void

  /// More is no count of tokens.
  private static let maxUsage = 1 << 40
  private static let sharesOfContext = 8

  var isModel: Bool { true }

  var contextShare: Int { contextTokens / Self.sharesOfContext }

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
    if let usage = reply.usage {
      report(provider.modelName, request.estimatedTokens, usage.input)
    }
    // A reply that was cut, or refused, may succeed with less to read.
    guard reply.end != .length, reply.end != .refused else {
      throw error(.inputRefused, "the model did not write its reply to the end")
    }
    guard let answer = SummaryAnswer(reply.text) else {
      throw error(.invalidResponse, "the reply is not the summary that was asked for")
    }
    return WrittenSummary(
      summary: answer.summary, facts: answer.facts, model: reply.model,
      inputTokens: Self.count(reply.usage?.input), outputTokens: Self.count(reply.usage?.output))
  }

  private static func count(_ tokens: Int?) -> Int64 {
    Int64(min(max(tokens ?? 0, 0), maxUsage))
  }

  private func error(_ code: LLMError.Code, _ reason: String) -> LLMError {
    LLMError(code, attempted: "summarising with \(provider.modelName)", reason: reason)
  }
}
