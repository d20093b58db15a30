/// The facts of some texts, each once with how often it comes.
struct FactCollection {
  /// More are not told apart.
  static let maxFacts = 2_000
  static let maxMentions = 20_000
  static let maxShownBytes = 80

  struct Entry {
    let key: String
    let shown: String
    /// What order it was first mentioned in.
    let order: Int
    var count = 1
    /// A name is looked for as it is written, in any case.
    let isName: Bool
  }

  private(set) var entries: [String: Entry] = [:]
  private var mentions: [(mention: NameScanner.Mention, order: Int)] = []
  private var capitalisedWithin: Set<String> = []
  private var capitalisedAtStart: [String: Int] = [:]
  private var lowercase: Set<String> = []
  private var order = 0

  init(_ texts: some Sequence<String>) {
    for text in texts {
      for sentence in SentenceSplitter(text, maxScalars: SentencePool.maxSentence)
      where !sentence.isCode {
        add(FactScanner(sentence.text))
      }
    }
    for (mention, order) in mentions { addName(mention, order) }
  }

  private mutating func add(_ scanner: FactScanner) {
    for fact in scanner.facts { add(fact.key, fact.shown, isName: false, order: next()) }
    for mention in scanner.names.mentions where mentions.count < Self.maxMentions {
      for (index, word) in mention.words.enumerated() {
        let word = word.lowercased()
        if index == 0, mention.isAtStart {
          capitalisedAtStart[word, default: 0] += 1
        } else {
          capitalisedWithin.insert(word)
        }
      }
      mentions.append((mention, next()))
    }
    if lowercase.count < Self.maxMentions { lowercase.formUnion(scanner.names.lowercase) }
  }

  private mutating func addName(_ mention: NameScanner.Mention, _ order: Int) {
    var words = mention.words
    if mention.isAtStart, let first = words.first, !isName(first.lowercased()) {
      words.removeFirst()
    }
    guard !words.isEmpty else { return }
    let shown = words.joined(separator: " ")
    add(shown.lowercased(), shown, isName: true, order: order)
  }

  /// Whether a word that begins a sentence is one elsewhere too.
  private func isName(_ word: String) -> Bool {
    capitalisedWithin.contains(word)
      || capitalisedAtStart[word, default: 0] > 1 && !lowercase.contains(word)
  }

  private mutating func add(_ key: String, _ shown: String, isName: Bool, order: Int) {
    if entries[key] != nil {
      entries[key]?.count += 1
    } else if entries.count < Self.maxFacts {
      entries[key] = Entry(
        key: key, shown: shown.clipped(toBytes: Self.maxShownBytes), order: order, isName: isName)
    }
  }

  private mutating func next() -> Int {
    order += 1
    return order
  }
}
