/// Scores by words of the messages at some places that follow one another.
///
/// All that there is to write while one looks through a conversation, however long, so that it stays in
/// the processor's cache.
struct ScoreWindow {
  /// Cells before the first place and behind the last one: the words of those beside it count for a
  /// place, and theirs for those beside them.
  private static let margin = 2

  private let scores: WordScores
  private let terms: WordTerms
  private let length: Int
  /// The place of the first score.
  private var start = 0
  /// Of messages by themselves, and with those around them, by cell; 0 where no word is.
  private(set) var alone, inContext: [Float]
  /// Of the message at each cell.
  private var lengths: [Float]
  /// What a word counts at each cell, while it is looked at, and where it counts.
  private var shares: [Float]
  private var sharing: [Int] = []

  /// A window of so many places, or of all if there are fewer.
  init(on scores: WordScores, length: Int = 4_096) {
    let length = min(length, scores.messages.end)
    self.scores = scores
    terms = WordTerms(averageWords: scores.averageWords)
    self.length = length
    alone = [Float](repeating: 0, count: length + 2 * Self.margin)
    inContext = alone
    lengths = alone
    shares = alone
  }

  /// Where windows begin that have all places.
  var starts: StrideTo<Int> { stride(from: 0, to: scores.messages.end, by: length) }

  /// The cells that have the scores.
  var cells: Range<Int> { Self.margin..<Self.margin + length }

  /// The place that a cell stands for.
  func place(of cell: Int) -> Int { start - Self.margin + cell }

  /// Has the scores from `start` on, of all words.
  mutating func move(to start: Int) {
    self.start = start
    Self.clear(&alone)
    Self.clear(&inContext)
    scores.messages.copyLengths(from: start - Self.margin, to: &lengths)
    for word in scores.words { add(word) }
  }

  private static func clear(_ numbers: inout [Float]) {
    var numbers = numbers.mutableSpan
    for cell in numbers.indices { numbers[cell] = 0 }
  }

  private mutating func add(_ word: WordScores.Word) {
    // Those beside the window too.
    let places = start - 1..<start + length + 1
    let first = word.places.partitioningIndex { $0.block.end > places.lowerBound }
    for (block, postings) in word.places[first...] {
      guard block.start < places.upperBound else { break }
      let from = postings.partitioningIndex { block.start + Int($0.place) >= places.lowerBound }
      let end = postings.partitioningIndex { block.start + Int($0.place) >= places.upperBound }
      let shift = block.start - start + Self.margin
      terms.addAlone(postings[from..<end], shift: shift, word.weight, lengths, to: &alone)
      terms.share(postings[from..<end], shift: shift, to: &shares, &sharing)
    }
    terms.addShares(of: sharing, word.weight, lengths, from: &shares, to: &inContext)
    sharing.removeAll(keepingCapacity: true)
  }
}

/// What a word adds to the scores of a window, cell by cell.
///
/// By spans: with arrays, each number that is written costs a question whether others share them.
private struct WordTerms {
  /// What a word of a message counts for the one after it, and for the one before.
  private static let shareOfPrevious: Float = 1
  private static let shareOfNext: Float = 0.3
  private static let weightOfThree = 1 + shareOfPrevious + shareOfNext

  let averageWords: Float

  /// For each message by itself.
  func addAlone(
    _ postings: ArraySlice<WordIndex.Posting>, shift: Int, _ weight: Float, _ lengths: [Float],
    to scores: inout [Float]
  ) {
    let lengths = lengths.span
    var scores = scores.mutableSpan
    for posting in postings {
      let cell = Int(posting.place) + shift
      scores[cell] += weight * worth(posting.frequency, lengths[cell])
    }
  }

  /// Notes what the word counts for the messages that have it, those after them and those before.
  func share(
    _ postings: ArraySlice<WordIndex.Posting>, shift: Int, to shares: inout [Float],
    _ cells: inout [Int]
  ) {
    var shares = shares.mutableSpan
    for posting in postings {
      let cell = Int(posting.place) + shift
      note(posting.frequency, at: cell, in: &shares, &cells)
      note(posting.frequency * Self.shareOfPrevious, at: cell + 1, in: &shares, &cells)
      note(posting.frequency * Self.shareOfNext, at: cell - 1, in: &shares, &cells)
    }
  }

  private func note(
    _ share: Float, at cell: Int, in shares: inout MutableSpan<Float>, _ cells: inout [Int]
  ) {
    if shares[cell] == 0 { cells.append(cell) }
    shares[cell] += share
  }

  /// For each message with those around it, by what was noted, which is forgotten. The outermost cells
  /// have nothing beside them, and nobody looks at them.
  func addShares(
    of cells: [Int], _ weight: Float, _ lengths: [Float], from shares: inout [Float],
    to scores: inout [Float]
  ) {
    let lengths = lengths.span
    var shares = shares.mutableSpan
    var scores = scores.mutableSpan
    for cell in cells {
      if cell > 0, cell < lengths.count - 1 {
        let length =
          lengths[cell] + Self.shareOfPrevious * lengths[cell - 1]
          + Self.shareOfNext * lengths[cell + 1]
        scores[cell] += weight * worth(shares[cell], length / Self.weightOfThree)
      }
      shares[cell] = 0
    }
  }

  private func worth(_ frequency: Float, _ length: Float) -> Float {
    frequency * 2.2 / (frequency + 1.2 * (0.7 + 0.3 * length / averageWords))
  }
}
