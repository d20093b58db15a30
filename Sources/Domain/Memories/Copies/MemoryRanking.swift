import Foundation

/// Ranks the memories of some scopes for a query: words by BM25 and vectors by their nearness, the
/// best of each, joined into one list.
///
/// A word score is a share of the best one. A vector score is where a similarity lies between the
/// last of the list, 0, and the first, 1: models differ in how similar they find what has nothing in
/// common.
struct MemoryRanking {
  /// How long each of the two lists may be.
  static let listLength = 100
  /// How long, in microseconds, reading what was ranked may take without any of it being missed.
  static let readingTime: Int64 = 10_000_000
  /// The first so many words of a query are looked for.
  static let maxWords = 32

  /// A memory, by its copy and its place there.
  private struct Spot {
    let copy: Int
    let place: Int
  }

  private let copies: [ScopeCopy]
  private let now: Moment
  /// Of each copy, which memories the caller sees, and which of these the query asks for.
  private let visible, wanted: [[Bool]]

  /// The memories of `copies` that a caller in `project` sees at `now` and that the query's filters
  /// leave; `containing` are those with the wanted metadata, `nil` when it asks for none.
  init(
    _ copies: [ScopeCopy], for query: MemoryQuery, containing: Set<UUID>?, in project: String?,
    at now: Moment
  ) {
    self.copies = copies
    self.now = now
    let visible = copies.map { copy in
      copy.memories.map { $0.isVisible(in: project, at: now) }
    }
    self.visible = visible
    wanted =
      query.isFiltered
      ? zip(copies, visible).map { copy, visible in
        zip(copy.memories, visible).map { memory, isVisible in
          isVisible && query.wants(memory) && containing?.contains(memory.id) ?? true
        }
      } : visible
  }

  /// The best first: at most `limit`, and one more for each that may have expired when it is read.
  func best(_ limit: Int, words: [[UInt8]], meaning: QueryMeaning?) -> [RankedMemory] {
    let hits = holders(of: words.prefix(Self.maxWords))
    let near = meaning.map { nearest(to: $0.vector) } ?? []
    let leads = leads(with: words)
    var parts = SpotParts(copies)
    for (rank, hit) in hits.enumerated() {
      parts.change(hit.spot) { $0.addWord(rank, hit.score / hits[0].score) }
    }
    if let meaning, let first = near.first, let last = near.last {
      let range = first.score - last.score
      for (rank, hit) in near.enumerated() {
        let share = range > 0 ? (hit.score - last.score) / range : 1
        parts.change(hit.spot) { $0.addVector(rank, meaning.weight * share) }
      }
    }
    let all = parts.all.map { spot, parts in
      ranked(spot, parts, isLead: leads[spot.copy][spot.place])
    }
    // Places are moved about faster than what they stand for.
    let order = all.indices.sorted { left, right in
      all[left].score != all[right].score
        ? all[left].score > all[right].score : all[left].id < all[right].id
    }
    return first(limit, of: order.lazy.map { all[$0] })
  }

  private func first(_ limit: Int, of all: some Sequence<RankedMemory>) -> [RankedMemory] {
    var lasting = 0
    return Array(
      all.prefix { memory in
        guard lasting < limit else { return false }
        lasting += memory.expiresSoon ? 0 : 1
        return true
      })
  }

  // MARK: Words

  private typealias Hit = (spot: Spot, score: Double)

  /// What holds words of the query, best first, by BM25: k1 = 1.2, b = 0.3.
  ///
  /// Each word weighs by how rare it is among all that the caller sees, whatever filters leave of
  /// it, and nothing when half of that holds it. Few memories count as 20, or a word of one of two
  /// would weigh nothing.
  private func holders(of words: ArraySlice<[UInt8]>) -> [Hit] {
    let (total, averageWords) = totals()
    var scores = copies.map { [Double](repeating: 0, count: $0.memories.count) }
    for word in words {
      let postings = copies.map { $0.words.postings(of: word) }
      var count = 0.0
      for (copy, postings) in postings.enumerated() {
        for posting in postings where visible[copy][Int(posting.place)] { count += 1 }
      }
      let weight = log((total - count + 0.5) / (count + 0.5))
      guard weight > 0 else { continue }
      for (copy, postings) in postings.enumerated() {
        for posting in postings where wanted[copy][Int(posting.place)] {
          let place = Int(posting.place)
          let length = Double(copies[copy].memories[place].wordCount) / averageWords
          let frequency = Double(posting.frequency)
          scores[copy][place] +=
            weight * frequency * 2.2 / (frequency + 1.2 * (0.7 + 0.3 * length))
        }
      }
    }
    var hits: [Hit] = []
    for (copy, scores) in scores.enumerated() {
      for (place, score) in scores.enumerated() where score > 0 {
        hits.append((Spot(copy: copy, place: place), score))
      }
    }
    return first(hits)
  }

  private func totals() -> (count: Double, averageWords: Double) {
    var count = 0
    var words = 0
    for (copy, visible) in zip(copies, visible) {
      for (memory, isVisible) in zip(copy.memories, visible) where isVisible {
        count += 1
        words += Int(memory.wordCount)
      }
    }
    let average = count == 0 ? 1 : max(Double(words) / Double(count), 1)
    return (Double(max(count, 20)), average)
  }

  /// What begins with a word of the query: it is about that person or thing.
  private func leads(with words: [[UInt8]]) -> [[Bool]] {
    var leads = copies.map { [Bool](repeating: false, count: $0.memories.count) }
    for word in words {
      for (copy, scope) in copies.enumerated() {
        for posting in scope.words.postings(of: word) where posting.isLead {
          leads[copy][Int(posting.place)] = true
        }
      }
    }
    return leads
  }

  // MARK: Vectors

  /// The nearest, first the nearest.
  private func nearest(to vector: [Float]) -> [Hit] {
    let nearest = NearestVectors(blocks: copies.map(\.vectors))
    return first(
      nearest.nearest(Self.listLength, to: vector) { wanted[$0][$1] }.map { copy, place, score in
        (Spot(copy: copy, place: place), score)
      })
  }

  // MARK: Both

  /// The best of a list, in order.
  private func first(_ hits: [Hit]) -> [Hit] {
    var hits = hits
    if hits.count > Self.listLength {
      // Mere numbers are sorted faster.
      let least = hits.map(\.score).sorted(by: >)[Self.listLength - 1]
      hits.removeAll { $0.score < least }
    }
    hits.sort { left, right in
      left.score != right.score ? left.score > right.score : id(left.spot) < id(right.spot)
    }
    return Array(hits.prefix(Self.listLength))
  }

  private func id(_ spot: Spot) -> UUID { copies[spot.copy].memories[spot.place].id }

  private struct Parts {
    var wordRank, vectorRank: Int64?
    var wordScore = 0.0
    var vectorScore = 0.0

    mutating func addWord(_ place: Int, _ score: Double) {
      wordRank = Int64(place) + 1
      wordScore = score
    }

    mutating func addVector(_ place: Int, _ score: Double) {
      vectorRank = Int64(place) + 1
      vectorScore = score
    }
  }

  /// The parts of those that are in a list.
  private struct SpotParts {
    private(set) var all: [(spot: Spot, parts: Parts)] = []
    /// Of each memory of each copy, 1 more than its place in `all`; 0 for none. Faster than hashing.
    private var places: [[Int32]]

    init(_ copies: [ScopeCopy]) {
      places = copies.map { [Int32](repeating: 0, count: $0.memories.count) }
    }

    mutating func change(_ spot: Spot, _ body: (inout Parts) -> Void) {
      if places[spot.copy][spot.place] == 0 {
        all.append((spot, Parts()))
        places[spot.copy][spot.place] = Int32(all.count)
      }
      body(&all[Int(places[spot.copy][spot.place]) - 1].parts)
    }
  }

  private func ranked(_ spot: Spot, _ parts: Parts, isLead: Bool) -> RankedMemory {
    let memory = copies[spot.copy].memories[spot.place]
    let leadWeight = isLead ? 1.5 : 1
    let importanceWeight = 1 + (Double(memory.importance) - 5) * 0.03
    // Half of the tenth is gone after 30 days.
    let age = max(
      Double(now.microsecondsSinceUnixEpoch) - Double(memory.createdAt.microsecondsSinceUnixEpoch),
      0)
    let recencyWeight = 1 + 0.1 * exp(age * (-log(2) / (30 * 86_400e6)))
    return RankedMemory(
      id: memory.id, isEmbedded: copies[spot.copy].isEmbedded(spot.place),
      expiresSoon: expiresSoon(memory),
      wordRank: parts.wordRank, vectorRank: parts.vectorRank, wordScore: parts.wordScore,
      vectorScore: parts.vectorScore, leadWeight: leadWeight, importanceWeight: importanceWeight,
      recencyWeight: recencyWeight,
      score: (parts.wordScore + parts.vectorScore) * leadWeight * importanceWeight * recencyWeight)
  }

  private func expiresSoon(_ memory: CopiedMemory) -> Bool {
    guard let expiresAt = memory.expiresAt else { return false }
    return expiresAt.microsecondsSinceUnixEpoch - now.microsecondsSinceUnixEpoch
      < Self.readingTime
  }
}
