/// What of a conversation is read for its summary, at most so many bytes.
///
/// Every text gets the same share of them; what short texts leave is for the long ones, of which the
/// beginning and the end are read.
struct SummaryExcerpts {
  /// Even of the longest conversation so many bytes of each text count.
  private static let minShare = 64

  struct Excerpt {
    /// Which text it is of.
    let turn: Int
    let text: String
  }

  private(set) var excerpts: [Excerpt] = []

  init(_ texts: [String], maxBytes: Int) {
    let share = Self.share(texts.map(\.utf8.count), maxBytes: maxBytes)
    for (turn, text) in texts.enumerated() {
      guard text.utf8.count > share else {
        excerpts.append(Excerpt(turn: turn, text: text))
        continue
      }
      let tail = share / 4
      excerpts.append(Excerpt(turn: turn, text: text.clipped(toBytes: share - tail)))
      excerpts.append(Excerpt(turn: turn, text: text.ending(ofBytes: tail)))
    }
  }

  var byteCount: Int { excerpts.reduce(0) { $0 + $1.text.utf8.count } }

  /// The most bytes of a text that keep all of them within `maxBytes`.
  private static func share(_ counts: [Int], maxBytes: Int) -> Int {
    var left = maxBytes
    for (index, count) in counts.sorted().enumerated() {
      let share = max(left / (counts.count - index), minShare)
      guard count <= share else { return share }
      left -= count
    }
    return Int.max
  }
}

extension String {
  /// The end of at most `count` bytes, from the beginning of a word where there is one.
  fileprivate func ending(ofBytes count: Int) -> String {
    var start = utf8.index(endIndex, offsetBy: -min(max(count, 0), utf8.count))
    while start < endIndex, start.samePosition(in: unicodeScalars) == nil {
      start = utf8.index(after: start)
    }
    let end = unicodeScalars[start...]
    let word = end.firstIndex(where: \.properties.isWhitespace) ?? start
    return String(self[word...])
  }
}
