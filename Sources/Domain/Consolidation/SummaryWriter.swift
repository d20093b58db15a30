/// Writes summaries: a model, or the built-in extraction.
///
/// Throws `LLMError`, or `CancellationError` when the task is cancelled.
protocol SummaryWriter: Sendable {
  /// Whether it asks a model, whose calls are limited and paid for.
  var isModel: Bool { get }

  /// The tokens that the summary before it, and known facts, may have each.
  var contextShare: Int { get }

  /// The tokens that a transcript may have, beside other texts that are given with it.
  func budget(beside texts: [String]) -> Int

  /// A summary of messages. One call of the model.
  func summarize(_ material: SummaryPrompt.Material) async throws -> WrittenSummary

  /// A summary again, now with what it lacked. One call of the model.
  func complete(
    _ material: SummaryPrompt.Material, summary: String, missing: [String]
  ) async throws -> WrittenSummary

  /// Several summaries of one conversation as one. One call of the model.
  func merge(_ summaries: [String]) async throws -> WrittenSummary
}

/// What was written, and what that took.
struct WrittenSummary: Sendable {
  var summary: String
  var facts: [SummaryAnswer.Fact] = []
  /// What wrote it.
  var model: String
  /// As the provider counts them; 0 when it does not say.
  var inputTokens: Int64 = 0
  var outputTokens: Int64 = 0
}
