/// Which texts of a copy, such as the memories of a scope, hold a word, and how often.
struct WordIndex: Sendable {
  /// A word in a text.
  struct Posting: Sendable {
    /// The text's place in its copy.
    var place: Int32
    let frequency: Float
    let isLead: Bool
  }

  /// Of each word, the number.
  private var numbers: [[UInt8]: Int32] = [:]
  private var lexemes: [[UInt8]] = []
  /// Where the postings of each word begin, and behind the last one, where they end.
  private var starts: [Int32] = [0]
  private var postings: [Posting] = []

  private(set) var byteCount = 0

  init() {}

  /// The texts with this word, in the order in which they were added.
  func postings(of lexeme: [UInt8]) -> ArraySlice<Posting> {
    guard let number = numbers[lexeme] else { return [] }
    return postings(at: Int(number))
  }

  /// What is left of `old`, whose texts are at `places` now (`nil` for those that are gone), and
  /// the words of others, each with its place.
  init(
    keeping old: WordIndex, at places: [Int32?],
    adding others: [(place: Int32, words: [IndexedWord])]
  ) {
    var found: [(number: Int32, posting: Posting)] = []
    found.reserveCapacity(old.postings.count + others.reduce(0) { $0 + $1.words.count })
    for (number, lexeme) in old.lexemes.enumerated() {
      var isKept = false
      for var posting in old.postings(at: number) {
        guard let place = places[Int(posting.place)] else { continue }
        posting.place = place
        found.append((Int32(lexemes.count), posting))
        isKept = true
      }
      if isKept { add(lexeme) }
    }
    for (place, words) in others {
      for word in words {
        let number = numbers[word.lexeme] ?? add(word.lexeme)
        found.append(
          (number, Posting(place: place, frequency: word.frequency, isLead: word.isLead)))
      }
    }
    sort(found)
  }

  /// Two indexes in one: places of `later` go up by `shift`.
  init(joining earlier: WordIndex, _ later: WordIndex, shift: Int32) {
    lexemes = earlier.lexemes
    numbers = earlier.numbers
    byteCount = earlier.byteCount - earlier.postings.count * MemoryLayout<Posting>.stride
    var found: [(number: Int32, posting: Posting)] = []
    found.reserveCapacity(earlier.postings.count + later.postings.count)
    for number in earlier.lexemes.indices {
      for posting in earlier.postings(at: number) { found.append((Int32(number), posting)) }
    }
    for (place, lexeme) in later.lexemes.enumerated() {
      let number = numbers[lexeme] ?? add(lexeme)
      for var posting in later.postings(at: place) {
        posting.place += shift
        found.append((number, posting))
      }
    }
    sort(found)
  }

  private func postings(at number: Int) -> ArraySlice<Posting> {
    postings[Int(starts[number])..<Int(starts[number + 1])]
  }

  @discardableResult
  private mutating func add(_ lexeme: [UInt8]) -> Int32 {
    let number = Int32(lexemes.count)
    numbers[lexeme] = number
    lexemes.append(lexeme)
    // The array, its place in both lists, and its starts.
    byteCount += lexeme.count + 96
    return number
  }

  /// By words, in one pass, since it is known how many each has.
  private mutating func sort(_ found: [(number: Int32, posting: Posting)]) {
    starts = [Int32](repeating: 0, count: lexemes.count + 1)
    for (number, _) in found { starts[Int(number) + 1] += 1 }
    for number in lexemes.indices { starts[number + 1] += starts[number] }
    var next = starts
    postings = [Posting](
      repeating: Posting(place: 0, frequency: 0, isLead: false), count: found.count)
    for (number, posting) in found {
      postings[Int(next[Int(number)])] = posting
      next[Int(number)] += 1
    }
    byteCount += postings.count * MemoryLayout<Posting>.stride
  }
}
