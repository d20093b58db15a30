import LLM

/// Writes summaries without a network, of the conversation's own sentences.
struct ExtractiveSummaryWriter: SummaryWriter {
  /// What summaries made by it call their model.
  static let model = "extractive"
  private static let transcriptTokens = 100_000
  /// Bytes of a summary: a part of what it is of, within these.
  private static let part = 4
  private static let sizes = 400...4_000

  var isModel: Bool { false }

  var contextShare: Int { Self.transcriptTokens }

  func budget(beside texts: [String]) -> Int { Self.transcriptTokens }

  func summarize(_ material: SummaryPrompt.Material) async throws -> WrittenSummary {
    let turns = material.messages.map { message in
      ExtractiveSummary.Turn(
        speaker: message.name, text: message.text,
        date: String(message.occurredAt.text.prefix(10)))
    }
    return written(turns, previous: material.previous)
  }

  /// The extraction has already chosen what has most facts.
  func complete(
    _ material: SummaryPrompt.Material, summary: String, missing: [String]
  ) async throws -> WrittenSummary {
    WrittenSummary(summary: summary, model: Self.model)
  }

  func merge(_ summaries: [String]) async throws -> WrittenSummary {
    written(summaries.map { ExtractiveSummary.Turn(speaker: "", text: $0) }, previous: nil)
  }

  private func written(
    _ turns: [ExtractiveSummary.Turn], previous: String?
  ) -> WrittenSummary {
    let bytes = turns.reduce(0) { $0 + $1.text.utf8.count }
    let size = min(max(bytes / Self.part, Self.sizes.lowerBound), Self.sizes.upperBound)
    return WrittenSummary(
      summary: ExtractiveSummary.summarize(turns, previous: previous, maxBytes: size),
      model: Self.model)
  }
}
