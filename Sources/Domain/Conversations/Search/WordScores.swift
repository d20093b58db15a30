import Foundation

/// How well messages fit the words of a query, by BM25 with k1 = 1.2 and b = 0.3: each by itself, and
/// with shares of the words of the messages before and after it.
struct WordScores {
  /// What a word of a message counts for the one after it, and for the one before.
  private static let shareOfPrevious: Float = 1
  private static let shareOfNext: Float = 0.3
  private static let weightOfThree = 1 + shareOfPrevious + shareOfNext

  private let messages: MessagesInSearch
  private let averageWords: Float
  /// By place.
  private(set) var alone, inContext: [Float]
  /// Places with a score.
  private(set) var placesAlone: [Int] = []
  private(set) var placesInContext: [Int] = []
  /// What a word counts at each place, while it is looked at.
  private var shares: [Float]
  private var sharing: [Int] = []

  init(_ messages: MessagesInSearch) {
    self.messages = messages
    averageWords = max(Float(messages.wordCount) / Float(max(messages.liveCount, 1)), 1)
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
      for posting in postings {
        let place = start + Int(posting.place)
        if alone[place] == 0 { placesAlone.append(place) }
        alone[place] += weight * worth(posting.frequency, messages.lengths[place])
        share(posting.frequency, at: place)
        share(posting.frequency * Self.shareOfPrevious, at: place + 1)
        share(posting.frequency * Self.shareOfNext, at: place - 1)
      }
    }
    for place in sharing {
      let length =
        messages.lengths[place] + Self.shareOfPrevious * messages.lengths[place - 1]
        + Self.shareOfNext * messages.lengths[place + 1]
      if inContext[place] == 0 { placesInContext.append(place) }
      inContext[place] += weight * worth(shares[place], length / Self.weightOfThree)
      shares[place] = 0
    }
    sharing.removeAll(keepingCapacity: true)
  }

  private mutating func share(_ frequency: Float, at place: Int) {
    if shares[place] == 0 { sharing.append(place) }
    shares[place] += frequency
  }

  private func worth(_ frequency: Float, _ length: Float) -> Float {
    frequency * 2.2 / (frequency + 1.2 * (0.7 + 0.3 * length / averageWords))
  }
}
