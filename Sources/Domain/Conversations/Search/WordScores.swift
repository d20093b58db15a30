import Foundation

/// How well messages fit the words of a query, by BM25 with k1 = 1.2 and b = 0.3: each by itself, and
/// with shares of the words of the messages before and after it.
struct WordScores {
  private let messages: MessagesInSearch
  private let terms: WordTerms
  /// By place; 0 where no word is.
  private(set) var alone, inContext: [Float]
  /// What a word counts at each place, while it is looked at.
  private var shares: [Float]
  private var sharing: [Int] = []

  init(_ messages: MessagesInSearch) {
    self.messages = messages
    terms = WordTerms(
      lengths: messages.lengths,
      averageWords: max(Float(messages.wordCount) / Float(max(messages.liveCount, 1)), 1))
    alone = [Float](repeating: 0, count: messages.end)
    inContext = alone
    shares = alone
  }

  /// Where a word is, block by block.
  private typealias Places = [(block: Int, postings: ArraySlice<WordIndex.Posting>)]

  /// Adds what each of some words is worth where it is, but in blocks that leave it out.
  ///
  /// A word weighs by how rare it is, and nothing when half of the messages have it, unless there is no
  /// rarer one to look for. Few messages count as 20, or a word of one of two would weigh nothing.
  mutating func add(
    _ words: some Sequence<[UInt8]>, leavingOut isLeftOut: (_ word: [UInt8], _ block: Int) -> Bool
  ) {
    let found: [Places] = words.map { word in
      messages.blocks.indices.compactMap { block in
        let postings = messages.blocks[block].segment.words.postings(of: word)
        return postings.isEmpty || isLeftOut(word, block) ? nil : (block, postings)
      }
    }
    // How much likelier it is that a message lacks the word than that it has it.
    let odds = found.map { places in
      let count = Float(places.reduce(0) { $0 + $1.postings.count })
      return count == 0 ? 0 : (Float(max(messages.liveCount, 20)) - count + 0.5) / (count + 0.5)
    }
    let hasRare = odds.contains { $0 > 1 }
    for (places, odds) in zip(found, odds) where odds > (hasRare ? 1 : 0) {
      add(places, weight: log(hasRare ? odds : 1 + odds))
    }
  }

  private mutating func add(_ places: Places, weight: Float) {
    for (block, postings) in places {
      let start = messages.blocks[block].start
      terms.add(postings, from: start, weight, to: &alone)
      WordTerms.share(postings, from: start, to: &shares, &sharing)
    }
    terms.add(&shares, of: sharing, weight, to: &inContext)
    sharing.removeAll(keepingCapacity: true)
  }
}

/// What one word adds to the scores of messages.
///
/// By spans: with arrays, each number that is written costs a question whether others share them.
private struct WordTerms {
  /// What a word of a message counts for the one after it, and for the one before.
  private static let shareOfPrevious: Float = 1
  private static let shareOfNext: Float = 0.3
  private static let weightOfThree = 1 + shareOfPrevious + shareOfNext

  /// Of the message at each place.
  let lengths: [Float]
  let averageWords: Float

  /// For each message by itself.
  func add(
    _ postings: ArraySlice<WordIndex.Posting>, from start: Int, _ weight: Float,
    to scores: inout [Float]
  ) {
    let lengths = lengths.span
    var scores = scores.mutableSpan
    for posting in postings {
      let place = start + Int(posting.place)
      scores[place] += weight * worth(posting.frequency, lengths[place])
    }
  }

  /// Notes what the word counts for the messages that have it, those after them and those before.
  static func share(
    _ postings: ArraySlice<WordIndex.Posting>, from start: Int, to shares: inout [Float],
    _ places: inout [Int]
  ) {
    var shares = shares.mutableSpan
    for posting in postings {
      let place = start + Int(posting.place)
      note(posting.frequency, at: place, in: &shares, &places)
      note(posting.frequency * shareOfPrevious, at: place + 1, in: &shares, &places)
      note(posting.frequency * shareOfNext, at: place - 1, in: &shares, &places)
    }
  }

  private static func note(
    _ share: Float, at place: Int, in shares: inout MutableSpan<Float>, _ places: inout [Int]
  ) {
    if shares[place] == 0 { places.append(place) }
    shares[place] += share
  }

  /// For each message with those around it, by what was noted, which is forgotten.
  func add(
    _ shares: inout [Float], of sharing: [Int], _ weight: Float, to scores: inout [Float]
  ) {
    let lengths = lengths.span
    var shares = shares.mutableSpan
    var scores = scores.mutableSpan
    for place in sharing {
      let length =
        lengths[place] + Self.shareOfPrevious * lengths[place - 1]
        + Self.shareOfNext * lengths[place + 1]
      scores[place] += weight * worth(shares[place], length / Self.weightOfThree)
      shares[place] = 0
    }
  }

  private func worth(_ frequency: Float, _ length: Float) -> Float {
    frequency * 2.2 / (frequency + 1.2 * (0.7 + 0.3 * length / averageWords))
  }
}
