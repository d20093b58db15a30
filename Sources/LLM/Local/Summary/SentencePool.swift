/// The sentences of a conversation that may get into its summary.
///
/// Each wording once, and at most `maxCount`: those whose words come most often on average, which is
/// SumBasic (Nenkova and Vanderwende, 2005), and more so where they hold facts.
struct SentencePool {
  static let maxCount = 400
  /// In scalars; longer ones are cut.
  static let maxSentence = 600

  struct Candidate {
    let turn: Int
    let sentence: SentenceSplitter.Sentence
    let terms: SentenceTerms
    /// From 0 to 1.
    let substance: Double
  }

  /// In the order of the conversation.
  private(set) var candidates: [Candidate] = []

  init(_ excerpts: [SummaryExcerpts.Excerpt]) {
    var seen: Set<String> = []
    var found: [Found] = []
    var totals: [UInt64: Int] = [:]
    for excerpt in excerpts {
      for sentence in SentenceSplitter(excerpt.text, maxScalars: Self.maxSentence) {
        guard seen.insert(sentence.text).inserted else { continue }
        let terms = SentenceTerms(sentence.text)
        for (term, count) in terms.counts { totals[term, default: 0] += count }
        found.append(Found(turn: excerpt.turn, sentence: sentence, terms: terms))
      }
    }
    candidates = Self.best(found, totals).map { found in
      Candidate(
        turn: found.turn, sentence: found.sentence, terms: found.terms,
        substance: SentenceSubstance.of(found.sentence))
    }
  }

  private struct Found {
    let turn: Int
    let sentence: SentenceSplitter.Sentence
    let terms: SentenceTerms
  }

  private static func best(_ found: [Found], _ totals: [UInt64: Int]) -> [Found] {
    guard found.count > maxCount else { return found }
    let places = found.indices.map { (score: score(found[$0], totals), place: $0) }
      .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
    return places.prefix(maxCount).map(\.place).sorted().map { found[$0] }
  }

  private static func score(_ found: Found, _ totals: [UInt64: Int]) -> Double {
    guard !found.terms.counts.isEmpty else { return 0 }
    let sum = found.terms.counts.keys.map { totals[$0] ?? 0 }.reduce(0, +)
    let mean = Double(sum) / Double(found.terms.counts.count)
    // A sentence of one frequent word says nothing.
    let length = min(Double(found.terms.counts.count), 6) / 6
    let hasDigit = found.sentence.text.unicodeScalars.contains { $0.properties.numericType != nil }
    return mean * length * (hasDigit ? 2 : 1)
  }
}
