import Foundation
import LLM

/// What a job has of its summary so far, kept with it: what was paid for is not paid for again after a
/// crash.
struct SummaryProgress: Codable, Sendable, Equatable {
  /// The messages that it is of.
  var fromSeq: Int64
  var toSeq: Int64
  /// How many of them were erased when they were read. Should there be more by now, it may tell what
  /// is not to be known any more.
  var erasedCount = 0
  /// The summaries that it merges; empty when it is of messages.
  var merged: [UUID] = []
  /// The tokens that the transcript may have had.
  var budget: Int
  /// Parts that were summarised, of how many.
  var doneParts = 0
  var partCount: Int
  var summary = ""
  var facts: [Fact] = []
  var model = ""
  var inputTokens: Int64 = 0
  var outputTokens: Int64 = 0
  /// `nil` until the summary was held against the messages.
  var factRatio: Double?
  /// Whether it was asked once more for what was missing.
  var wasCompleted = false

  /// A fact that came with it.
  struct Fact: Codable, Sendable, Equatable {
    var content: String
    var type: MemoryType
    var importance: Int16
    var isPersonal: Bool
    /// Memories that are true no longer.
    var replaces: [UUID]
  }

  private static let maxFacts = 100

  var isSummarized: Bool { doneParts >= partCount }

  /// Adds the next part. `known` are the memories that the model was given, in the order of their
  /// numbers.
  mutating func add(_ written: WrittenSummary, known: [UUID]) {
    let joined = summary.isEmpty ? written.summary : "\(summary)\n\n\(written.summary)"
    summary = joined.clipped(toBytes: TextLimits.maxSummaryBytes)
    facts += written.facts.prefix(max(Self.maxFacts - facts.count, 0)).map { fact in
      Fact(
        content: fact.content, type: fact.type, importance: fact.importance,
        isPersonal: fact.isPersonal,
        replaces: fact.replaces.filter { (1...max(known.count, 1)).contains($0) }
          .compactMap { known.dropFirst($0 - 1).first })
    }
    count(written)
    doneParts += 1
  }

  /// Counts what was written as paid for.
  mutating func count(_ written: WrittenSummary) {
    model = written.model
    inputTokens += written.inputTokens
    outputTokens += written.outputTokens
  }

  /// What was kept; `nil` for what can't be read, which is made anew.
  init?(json: String) {
    guard let progress = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      return nil
    }
    self = progress
  }

  init(fromSeq: Int64, toSeq: Int64, budget: Int, partCount: Int) {
    self.fromSeq = fromSeq
    self.toSeq = toSeq
    self.budget = budget
    self.partCount = partCount
  }

  var json: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}
