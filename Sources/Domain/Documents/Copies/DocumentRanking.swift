import Foundation

/// A chunk that fits a query, and why it stands where it does.
struct RankedChunk: Sendable {
  let document: DocumentVersion
  let ordinal: Int32
  let wordRank, vectorRank: Int64?
  let wordScore, vectorScore: Double

  var score: Double { wordScore + vectorScore }
}

/// Ranks the chunks of documents for a query, as `document_search` does: the best by words and the
/// nearest by vectors, joined into one list.
///
/// A word score is a share of the best one. A vector score is where a similarity lies between the last
/// of the list, 0, and the first, 1.
struct DocumentRanking {
  /// How long each of the two lists may be.
  private static let listLength = 100
  /// The first so many words of a query are looked for.
  private static let maxWords = 32

  /// A chunk, by the place of its document.
  private struct Spot: Hashable {
    let document: Int
    let ordinal: Int32
  }

  private typealias Hit = (spot: Spot, score: Double)

  private let states: [DocumentState]
  private let copies: [DocumentCopy]

  /// Ranks what is wanted of documents that the caller sees; `copies` are in step with `states`.
  init(_ states: [DocumentState], _ copies: [DocumentCopy]) {
    self.states = states
    self.copies = copies
  }

  /// The best first.
  func best(_ limit: Int, words: [[UInt8]], meaning: QueryMeaning?) -> [RankedChunk] {
    var ranked: [Spot: RankedChunk] = [:]
    let hits = holders(of: words.prefix(Self.maxWords))
    for (place, hit) in hits.enumerated() {
      ranked[hit.spot] = chunk(
        hit.spot, wordRank: Int64(place) + 1, wordScore: hit.score / hits[0].score)
    }
    let near = meaning.map { nearest(to: $0.vector) } ?? []
    if let meaning, let first = near.first?.score, let last = near.last?.score {
      for (place, hit) in near.enumerated() {
        let share = first > last ? (hit.score - last) / (first - last) : 1
        let words = ranked[hit.spot]
        ranked[hit.spot] = chunk(
          hit.spot, wordRank: words?.wordRank, wordScore: words?.wordScore ?? 0,
          vectorRank: Int64(place) + 1, vectorScore: meaning.weight * share)
      }
    }
    let order = ranked.sorted { one, other in
      one.value.score != other.value.score
        ? one.value.score > other.value.score : isBefore(one.key, other.key)
    }
    return order.prefix(limit).map(\.value)
  }

  private func chunk(
    _ spot: Spot, wordRank: Int64?, wordScore: Double, vectorRank: Int64? = nil,
    vectorScore: Double = 0
  ) -> RankedChunk {
    RankedChunk(
      document: states[spot.document].document, ordinal: spot.ordinal, wordRank: wordRank,
      vectorRank: vectorRank, wordScore: wordScore, vectorScore: vectorScore)
  }

  /// By BM25, k1 = 1.2, b = 0.3: each word weighs by how rare it is among all that the caller sees, and
  /// nothing when half of that holds it.
  private func holders(of words: ArraySlice<[UInt8]>) -> [Hit] {
    let (total, average) = totals()
    let found: [Word] = words.compactMap { word in
      let postings = copies.map { $0.words.postings(of: word) }
      let count = Double(postings.reduce(0) { $0 + $1.count })
      let weight = log((total - count + 0.5) / (count + 0.5))
      return weight > 0 ? (weight, postings) : nil
    }
    var hits: [Hit] = []
    for document in copies.indices where states[document].isWanted {
      addHits(of: document, found, averageWords: average, to: &hits)
    }
    return first(hits)
  }

  /// What a word weighs, and where it is, by document.
  private typealias Word = (weight: Double, postings: [ArraySlice<WordIndex.Posting>])

  private func addHits(
    of document: Int, _ words: [Word], averageWords: Double, to hits: inout [Hit]
  ) {
    let counts = copies[document].wordCounts
    var scores = [Double](repeating: 0, count: counts.count)
    for (weight, postings) in words {
      for posting in postings[document] {
        let place = Int(posting.place)
        let length = Double(counts[place]) / averageWords
        let frequency = Double(posting.frequency)
        scores[place] += weight * frequency * 2.2 / (frequency + 1.2 * (0.7 + 0.3 * length))
      }
    }
    for (place, score) in scores.enumerated() where score > 0 {
      hits.append((Spot(document: document, ordinal: Int32(place)), score))
    }
  }

  /// Few chunks count as 20, or a word of one of two would weigh nothing.
  private func totals() -> (chunks: Double, averageWords: Double) {
    let chunks = states.reduce(Int64(0)) { $0 + Int64($1.chunkCount) }
    let words = states.reduce(Int64(0)) { $0 + $1.wordCount }
    let average = chunks == 0 ? 1 : max(Double(words) / Double(chunks), 1)
    return (Double(max(chunks, 20)), average)
  }

  private func nearest(to vector: [Float]) -> [Hit] {
    let nearest = NearestVectors(blocks: copies.map(\.vectors))
      .nearest(Self.listLength, to: vector) { document, _ in states[document].isWanted }
    return first(
      nearest.map { document, place, score in
        (Spot(document: document, ordinal: copies[document].ordinals[place]), score)
      })
  }

  /// The best of a list, in order.
  private func first(_ hits: [Hit]) -> [Hit] {
    var hits = hits
    var best = TopPlaces(Self.listLength)
    for (place, hit) in hits.enumerated() {
      let entry = (score: Float(hit.score), place: place)
      if best.takes(entry) { best.add(entry) }
    }
    // What is as good as the last one to within a `Float` stays, for the order below to decide.
    if let least = best.worst { hits.removeAll { Float($0.score) < least } }
    hits.sort { $0.score != $1.score ? $0.score > $1.score : isBefore($0.spot, $1.spot) }
    return Array(hits.prefix(Self.listLength))
  }

  private func isBefore(_ one: Spot, _ other: Spot) -> Bool {
    one.document == other.document
      ? one.ordinal < other.ordinal
      : states[one.document].document.id < states[other.document].document.id
  }
}
