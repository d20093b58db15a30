import Foundation

/// How central each sentence is: LexRank (Erkan and Radev, 2004) with continuous weights.
///
/// Sentences are vectors of tf·idf; one is central when it is similar to others that are. Takes
/// O(n²) of time and memory.
struct SentenceRanking {
  /// The terms of a sentence that count most; the others are left out.
  static let maxTerms = 48
  private static let minSimilarity: Float = 0.05
  private static let damping: Float = 0.15
  private static let maxRounds = 30
  private static let precision: Float = 1e-5

  /// Of those that are ranked; from 0 to 1, 1 being the most central.
  private(set) var centrality: [Float] = []
  /// Of those that are ranked, and then of `others`.
  let similarity: SimilarityTable

  /// Ranks sentences of `terms`; `others` are only compared with them.
  init(_ terms: [SentenceTerms], others: [SentenceTerms] = []) {
    similarity = SimilarityTable(Self.vectors(terms + others))
    centrality = rank(terms.count)
  }

  private func rank(_ count: Int) -> [Float] {
    let sums = (0..<count).map { row in
      (0..<count).reduce(Float(0)) { $0 + weight(row, $1) }
    }
    let base = Self.damping / Float(max(count, 1))
    var ranks = [Float](repeating: 1 / Float(max(count, 1)), count: count)
    for _ in 0..<Self.maxRounds {
      var next = [Float](repeating: base, count: count)
      for row in 0..<count where sums[row] > 0 {
        let share = (1 - Self.damping) * ranks[row] / sums[row]
        for column in 0..<count { next[column] += share * weight(row, column) }
      }
      let change = zip(ranks, next).reduce(Float(0)) { $0 + abs($1.0 - $1.1) }
      ranks = next
      if change < Self.precision { break }
    }
    guard let most = ranks.max(), most > 0 else { return ranks }
    return ranks.map { $0 / most }
  }

  private func weight(_ row: Int, _ column: Int) -> Float {
    // One that is like no other would keep all of its own weight.
    guard row != column else { return 0 }
    let value = similarity[row, column]
    return value < Self.minSimilarity ? 0 : value
  }

  // MARK: Vectors

  private static func vectors(_ sentences: [SentenceTerms]) -> [TermVector] {
    var documents: [UInt64: Int] = [:]
    for sentence in sentences {
      for term in sentence.counts.keys { documents[term, default: 0] += 1 }
    }
    let count = Double(sentences.count)
    return sentences.map { sentence in
      let weights = sentence.counts.map { term, times in
        let rarity = log(1 + count / Double(documents[term] ?? 1))
        return (term: term, weight: Float(Double(times) * rarity))
      }
      return TermVector(weights, maxTerms: maxTerms)
    }
  }
}
