/// Finds the sentences of a text, in any script, in one pass.
///
/// A line's end ends a sentence; so do marks of the Latin, CJK, Arabic and Indic scripts, but not the
/// dots of decimals, abbreviations, initials and ordinals. A fenced block of code is one unit.
struct SentenceSplitter: Sequence, IteratorProtocol {
  struct Sentence {
    /// Without white space at its ends.
    let text: String
    let isCode: Bool
    /// Whether it goes on in the next one: it was longer than a sentence may be.
    let isCut: Bool
  }

  private let scalars: ScalarText
  private let maxScalars: Int
  private var position = 0

  /// What is longer than `maxScalars` is cut, between words where there are any.
  init(_ text: String, maxScalars: Int) {
    scalars = ScalarText(text)
    self.maxScalars = Swift.max(maxScalars, 1)
  }

  mutating func next() -> Sentence? {
    skipSpace()
    guard position < scalars.count else { return nil }
    let start = position
    let isCode = isFence(at: start)
    let end = isCode ? endOfCode(from: start) : endOfSentence(from: start)
    let limit = start + maxScalars
    let cut = end > limit ? cut(start..<limit) : end
    position = cut
    return Sentence(text: text(start..<cut), isCode: isCode, isCut: cut < end)
  }

  private mutating func skipSpace() {
    while position < scalars.count, scalars[position].isSpace { position += 1 }
  }

  private func text(_ range: Range<Int>) -> String {
    var end = range.upperBound
    while end > range.lowerBound, scalars[end - 1].isSpace { end -= 1 }
    return scalars.text(range.lowerBound..<end)
  }

  // MARK: Sentences

  private func endOfSentence(from start: Int) -> Int {
    // One more than fits, so that it is known whether it does.
    let last = Swift.min(scalars.count, start + maxScalars + 1)
    var place = start
    while place < last {
      let scalar = scalars[place]
      if SentenceMarks.endsLine(scalar) { return place }
      place += 1
      guard SentenceMarks.ends(scalar) else { continue }
      let dot = place - 1
      while place < last, SentenceMarks.follows(scalars[place]) { place += 1 }
      if isEnd(after: place, mark: dot, start: start) { return place }
    }
    return place
  }

  private func isEnd(after place: Int, mark: Int, start: Int) -> Bool {
    guard place < scalars.count else { return true }
    if SentenceMarks.endsWithoutSpace(scalars[mark]) { return true }
    guard scalars[place].isSpace else { return false }
    return scalars[mark] != "." || !SentenceDots(scalars).isWithin(dot: mark, start: start)
  }

  /// The last place in `range` between two words in its second half, else its end.
  private func cut(_ range: Range<Int>) -> Int {
    let middle = range.lowerBound + range.count / 2
    var place = range.upperBound
    while place > middle {
      if scalars[place - 1].isSpace { return place }
      place -= 1
    }
    place = range.upperBound
    // Not between a letter and its marks.
    while place > middle, place < scalars.count, scalars[place].isMark {
      place -= 1
    }
    return place
  }

  // MARK: Code

  private func isFence(at place: Int) -> Bool {
    guard place + 2 < scalars.count, scalars[place] == "`" || scalars[place] == "~" else {
      return false
    }
    return scalars[place + 1] == scalars[place] && scalars[place + 2] == scalars[place]
  }

  private func endOfCode(from start: Int) -> Int {
    let last = Swift.min(scalars.count, start + maxScalars + 1)
    var place = start + 3
    while place < last {
      guard SentenceMarks.endsLine(scalars[place]) else {
        place += 1
        continue
      }
      while place < last, scalars[place].isSpace { place += 1 }
      if isFence(at: place), scalars[place] == scalars[start] { return Swift.min(place + 3, last) }
    }
    return place
  }
}
