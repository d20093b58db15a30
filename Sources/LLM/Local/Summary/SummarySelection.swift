/// Chooses sentences by maximal marginal relevance (Carbonell and Goldstein, 1998): what is relevant,
/// less what is said already.
struct SummarySelection {
  private static let relevanceShare: Float = 0.7
  private static let centralityShare: Float = 0.4
  /// Fewer terms make a sentence less relevant.
  private static let enoughTerms: Float = 5
  /// What is as similar to something chosen is the same.
  private static let maxSimilarity: Float = 0.8
  /// Of the relevance of the best; less is not worth a line.
  private static let minRelevanceShare: Float = 0.15

  private let relevance: [Float]
  private let ranking: SentenceRanking
  /// The greatest similarity of each candidate with what is known or chosen.
  private var redundancy: [Float]
  private var open: Set<Int>

  init(_ candidates: [SentencePool.Candidate], known: [SentenceTerms]) {
    let ranking = SentenceRanking(candidates.map(\.terms), others: known)
    self.ranking = ranking
    relevance = candidates.enumerated().map { index, candidate in
      let length = min(Float(candidate.terms.counts.count), Self.enoughTerms) / Self.enoughTerms
      return length
        * (Self.centralityShare * ranking.centrality[index]
          + (1 - Self.centralityShare) * Float(candidate.substance))
    }
    let known = candidates.count..<(candidates.count + known.count)
    redundancy = candidates.indices.map { index in
      known.reduce(Float(0)) { max($0, ranking.similarity[index, $1]) }
    }
    let least = Self.minRelevanceShare * (relevance.max() ?? 0)
    open = Set(candidates.indices.filter { [relevance] in relevance[$0] >= least })
  }

  /// The most relevant; `nil` when there is none.
  var best: Int? { relevance.indices.max { relevance[$0] < relevance[$1] } }

  /// The indices of those chosen, in order, whose lines have at most `maxBytes` together.
  mutating func choose(_ lines: [SummaryLine], maxBytes: Int) -> [Int] {
    var chosen: [Int] = []
    var dates: Set<String> = []
    var left = maxBytes
    while let next = open.max(by: isLess) {
      open.remove(next)
      let isDateNew = lines[next].date.map { !dates.contains($0) } ?? false
      let cost = lines[next].byteCount(withDate: isDateNew) + (chosen.isEmpty ? 0 : 1)
      guard cost <= left, redundancy[next] <= Self.maxSimilarity else { continue }
      left -= cost
      chosen.append(next)
      if let date = lines[next].date { dates.insert(date) }
      for index in open {
        redundancy[index] = max(redundancy[index], ranking.similarity[index, next])
      }
    }
    return chosen.sorted()
  }

  private func isLess(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (value(left), value(right))
    // Of two as good the first.
    return a == b ? left > right : a < b
  }

  private func value(_ index: Int) -> Float {
    Self.relevanceShare * relevance[index] - (1 - Self.relevanceShare) * redundancy[index]
  }
}
