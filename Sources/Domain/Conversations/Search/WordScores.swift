import Foundation

/// How well messages fit the words of a query, by BM25 with k1 = 1.2 and b = 0.3: each by itself, and
/// with shares of the words of the messages before and after it.
struct WordScores {
  /// Where a word is, block by block.
  typealias Places = [(block: MessagesInSearch.Block, postings: ArraySlice<WordIndex.Posting>)]

  /// A word that counts.
  struct Word {
    let weight: Float
    let places: Places
  }

  let messages: MessagesInSearch
  let words: [Word]
  let averageWords: Float

  /// Looks for words of a query, but not for one in blocks that leave it out.
  ///
  /// A word weighs by how rare it is, and nothing when half of the messages have it, unless there is no
  /// rarer one to look for. Few messages count as 20, or a word of one of two would weigh nothing.
  init(
    of query: some Sequence<[UInt8]>, in messages: MessagesInSearch,
    leavingOut isLeftOut: (_ word: [UInt8], _ block: MessagesInSearch.Block) -> Bool
  ) {
    self.messages = messages
    averageWords = max(Float(messages.wordCount) / Float(max(messages.liveCount, 1)), 1)
    let found: [Places] = query.map { word in
      messages.blocks.compactMap { block in
        let postings = block.segment.words.postings(of: word)
        return postings.isEmpty || isLeftOut(word, block) ? nil : (block, postings)
      }
    }
    // How much likelier it is that a message lacks the word than that it has it.
    let odds = found.map { places in
      let count = Float(places.reduce(0) { $0 + $1.postings.count })
      return count == 0 ? 0 : (Float(max(messages.liveCount, 20)) - count + 0.5) / (count + 0.5)
    }
    let hasRare = odds.contains { $0 > 1 }
    words = zip(found, odds).compactMap { places, odds in
      odds > (hasRare ? 1 : 0)
        ? Word(weight: log(hasRare ? odds : 1 + odds), places: places) : nil
    }
  }
}
