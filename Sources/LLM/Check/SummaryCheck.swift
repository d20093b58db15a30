/// Tells whether a summary has the facts of what it is a summary of: numbers, dates, times and names.
///
/// A fact is found by how it looks, in any language; names only in scripts that have capital letters.
/// What is written out, such as `three`, is none.
public struct SummaryCheck {
  /// What is read of all texts together, about, and of a summary.
  static let maxBytesRead = 524_288
  static let maxSummaryBytes = 65_536
  static let maxMissing = 40

  /// What was found in some texts.
  public struct Facts: Sendable {
    /// Most frequent first, of those as frequent the one that was mentioned first.
    private let entries: [(key: String, shown: String, isName: Bool)]

    fileprivate init(_ collection: FactCollection) {
      entries = collection.entries.values
        .sorted { ($1.count, $0.order) < ($0.count, $1.order) }
        .map { ($0.key, $0.shown, $0.isName) }
    }

    /// How many there are; at most 2,000 are told apart.
    public var count: Int { entries.count }

    /// The share of the facts that `summary` has, 1 when there are none; and those that it has not,
    /// most frequent first, at most 40 of at most 80 bytes.
    public func coverage(of summary: String) -> (ratio: Double, missing: [String]) {
      guard !entries.isEmpty else { return (1, []) }
      let known = SummaryFacts(summary.clipped(toBytes: SummaryCheck.maxSummaryBytes))
      let missing = entries.filter { !known.has($0.key, isName: $0.isName) }
      let ratio = Double(entries.count - missing.count) / Double(entries.count)
      return (ratio, missing.prefix(SummaryCheck.maxMissing).map(\.shown))
    }
  }

  /// The facts of `texts`. Of very long ones the beginnings and ends are read.
  public static func facts(in texts: [String]) -> Facts {
    let excerpts = SummaryExcerpts(texts, maxBytes: maxBytesRead).excerpts
    return Facts(FactCollection(excerpts.lazy.map(\.text)))
  }
}

/// What a summary has.
private struct SummaryFacts {
  private var keys: Set<String> = []
  private var phrases: Set<String> = []

  init(_ summary: String) {
    for sentence in SentenceSplitter(summary, maxScalars: SentencePool.maxSentence) {
      keys.formUnion(FactScanner(sentence.text).facts.map(\.key))
      addPhrases(sentence.text)
    }
  }

  func has(_ key: String, isName: Bool) -> Bool {
    isName ? phrases.contains(key) : keys.contains(key)
  }

  /// Every row of words as long as a name may be.
  private mutating func addPhrases(_ sentence: String) {
    let words = FactToken.all(in: sentence).filter { $0.kind == .word }
      .map { token in
        let word = NameScanner.withoutPossessive(token.text)
        return word == token.text ? token.lowercased : word.lowercased()
      }
    for start in words.indices {
      var phrase = ""
      for word in words[start...].prefix(NameScanner.maxWords) {
        phrase += phrase.isEmpty ? word : " " + word
        phrases.insert(phrase)
      }
    }
  }
}
