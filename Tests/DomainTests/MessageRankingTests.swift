@testable import Domain
import FoundationEssentials
import Testing

/// How messages are ranked once their conversations are copied; without a database, so that a word is
/// whatever stands between blanks.
@Suite struct MessageRankingTests {
  /// What a message says, and by whom.
  private struct Line {
    let speaker: String
    let text: String
    var month = 1

    init(_ speaker: String, _ text: String, month: Int = 1) {
      self.speaker = speaker
      self.text = text
      self.month = month
    }
  }

  private static let timeWords: Set<String> = ["yesterday", "monday"]

  private static func words(_ text: String) -> [[UInt8]] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { Array($0.utf8) }
  }

  private static func segment(_ lines: ArraySlice<Line>, _ all: [Line]) -> ConversationSegment {
    var speakers = SpeakerNames()
    let indexed = lines.map { line in
      Set(words(line.text)).sorted { $0.lexicographicallyPrecedes($1) }.map {
        IndexedWord(lexeme: $0, frequency: 1, isLead: false)
      }
    }
    let messages = zip(lines, indexed).map { line, indexed in
      CopiedMessage(
        role: .user, isQuestion: line.text.hasSuffix("?"),
        tellsTime: words(line.text).contains {
          timeWords.contains(String(decoding: $0, as: UTF8.self))
        },
        wordCount: Int32(indexed.count),
        // In the middle of a month of 1970.
        occurredAt: Moment(
          microsecondsSinceUnixEpoch: Int64(line.month - 1) * 2_635_200_000_000 + 1_296_000_000_000),
        speaker: speakers.place(
          of: .init(role: .user, name: line.speaker), words: words(line.speaker)))
    }
    return ConversationSegment(
      firstSeq: Int64(lines.startIndex) + 1, messages: messages,
      words: WordIndex(
        keeping: WordIndex(), at: [],
        adding: indexed.enumerated().map { (Int32($0), $1) }),
      speakers: speakers)
  }

  private static func state(_ lines: [Line]) -> ConversationState {
    ConversationState(
      id: UUID(), createdAt: Moment(microsecondsSinceUnixEpoch: 0),
      nextSeq: Int64(lines.count) + 1, consolidatedSeq: 0, erasedVersion: 0, tokenTotal: 0,
      embeddedSeq: 0, isLast: true)
  }

  /// A copy that was made of parts that end at `ends`.
  private static func copy(_ lines: [Line], ends: [Int]? = nil) -> ConversationCopy {
    var copy = ConversationCopy(of: state(lines), firstSeq: 1)
    var start = 0
    for end in ends ?? [lines.count] {
      copy = copy.adding(segment(lines[start..<end], lines))
      start = end
    }
    return copy
  }

  private static func best(
    _ copies: [(lines: [Line], copy: ConversationCopy)], _ text: String
  ) throws -> [RankedMessage] {
    MessageRanking(
      copies.map { (state($0.lines), $0.copy) }, for: try MessageQuery(text: text, limit: 100),
      words: words(text)
    ).best(100)
  }

  private static func seqs(_ lines: [Line], _ text: String) throws -> [Int64] {
    try best([(lines, copy(lines))], text).map(\.seq)
  }

  /// Lines that have nothing to do with what is looked for, so that words are rare.
  private let others = (0..<30).map { Line("Cai", "filler number \($0)") }

  @Test func `a short text with a question mark of any script asks`() {
    for text in ["When?", "¿Cuándo?", "什么时候？", "متى؟", "When? Tell me."] {
      #expect(LoadedMessage.asks(text))
    }
    for text in ["", "Then.", String(repeating: "word ", count: 80) + "?"] {
      #expect(!LoadedMessage.asks(text))
    }
  }

  @Test func `a rare word counts more than a frequent one, and a name of a speaker not at all`()
    throws
  {
    let lines = others + [Line("Ann", "tea and filler"), Line("Bob", "Ann drinks number 5")]
    #expect(try Self.seqs(lines, "filler tea").first == 31)
    #expect(try Self.seqs(lines, "Ann tea").first == 31)
    #expect(try Self.seqs(lines, "filler").count > 30)
    // Where there is nothing else to look for, a name is a word.
    #expect(try Self.seqs(lines, "Ann").first == 32)
  }

  @Test func `who is named, what tells a time and what was said in a month that is named lead`()
    throws
  {
    let named = others + [Line("Ann", "tea, hot"), Line("Bob", "tea, cold")]
    #expect(try Self.seqs(named, "what tea does Ann like").first == 31)
    #expect(try Self.seqs(named, "what tea does Bob like").first == 32)
    let timed = others + [Line("Ann", "tea yesterday"), Line("Ann", "tea always")]
    #expect(try Self.seqs(timed, "when was tea").first == 31)
    #expect(try Self.seqs(timed, "who had tea").first == 32)
    let dated = others + [Line("Ann", "tea, hot", month: 5), Line("Ann", "tea, cold", month: 7)]
    #expect(try Self.seqs(dated, "tea in May").first == 31)
    #expect(try Self.seqs(dated, "tea in July").first == 32)
    #expect(try Self.seqs(dated, "tea in July 1970").first == 32)
    #expect(try Self.seqs(dated, "tea in May 1980").first == 32)
    #expect(try Self.seqs(dated, "tea I may have").first == 32)
  }

  @Test func `scores are the same, however many places a window has`() throws {
    let lines = (0..<90).map { number in
      let words = (0..<6).map { "word\((number * 7 + $0 * $0 * number) % 23)" }
      return Line("Ann", words.joined(separator: " "))
    }
    let other = Self.copy(Array(lines[0..<20]), ends: [3, 20])
    let messages = MessagesInSearch([Self.copy(lines, ends: [50, 75, 90]), other])
    let query = (0..<23).map { Array("word\($0)".utf8) }
    let scores = WordScores(of: query, in: messages) { _, _ in false }
    let expected = Self.scores(of: scores, window: 1_000)
    #expect(expected.alone.contains { $0 > 0 } && expected.inContext.contains { $0 > 0 })
    for length in [1, 2, 3, 17, 92] {
      let found = Self.scores(of: scores, window: length)
      #expect(found.alone == expected.alone && found.inContext == expected.inContext)
    }
  }

  /// Of all places.
  private static func scores(
    of scores: WordScores, window length: Int
  ) -> (alone: [Float], inContext: [Float]) {
    var window = ScoreWindow(on: scores, length: length)
    var alone = [Float](repeating: 0, count: scores.messages.end)
    var inContext = alone
    for start in window.starts.reversed() {
      window.move(to: start)
      for cell in window.cells where window.place(of: cell) < scores.messages.end {
        alone[window.place(of: cell)] = window.alone[cell]
        inContext[window.place(of: cell)] = window.inContext[cell]
      }
    }
    return (alone, inContext)
  }

  @Test func `the answer to a question that is found is found, though it has no word of the query`()
    throws
  {
    let lines =
      others + [Line("Ann", "which tea?"), Line("Bob", "green")] + others
      + [Line("Ann", "coffee is fine"), Line("Bob", "black")]
    let found = try Self.seqs(lines, "tea")
    #expect(Set(found.prefix(2)) == [31, 32])
    #expect(try !Self.seqs(lines, "tea").contains(64))
  }

  @Test func `a copy that grew message by message ranks as one that was made at once`() throws {
    var generator = SystemRandomNumberGenerator()
    let vocabulary = (0..<40).map { "word\($0)" }
    let lines = (0..<300).map { _ in
      Line(
        ["Ann", "Bob", "Cai"].randomElement(using: &generator) ?? "",
        (0..<Int.random(in: 1...9, using: &generator)).map { _ in
          vocabulary[Int.random(in: 0..<40, using: &generator)]
        }.joined(separator: " "))
    }
    let whole = Self.copy(lines)
    for ends in [Array(1...300), [100, 101, 103, 250, 300], [299, 300]] {
      let grown = Self.copy(lines, ends: ends)
      #expect(grown.segments.count <= 9 && grown.endSeq == 301)
      for text in ["word1 word2 Ann", "word3", "when word4 word5 word6"] {
        let one = try Self.best([(lines, whole)], text)
        let other = try Self.best([(lines, grown)], text)
        #expect(one.map(\.seq) == other.map(\.seq) && one.map(\.score) == other.map(\.score))
      }
    }
  }

  @Test func `messages of one conversation gain nothing from those of another`() throws {
    let one = others + [Line("Ann", "tea?")]
    let two = [Line("Bob", "green")] + others
    let found = try Self.best([(one, Self.copy(one)), (two, Self.copy(two))], "tea")
    #expect(found.map(\.seq) == [31, 30, 29, 28])
  }

  @Test func `what is erased has no words left in the copy`() throws {
    let lines = others + [Line("Ann", "tea, hot"), Line("Bob", "tea, cold")]
    let copy = Self.copy(lines, ends: [30, 31, 32]).erasing([31], version: 7)
    #expect(copy.erasedVersion == 7)
    let words = copy.segments.map(\.words)
    #expect(words.allSatisfy { $0.postings(of: Array("hot".utf8)).isEmpty })
    #expect(copy.segments.allSatisfy { !$0.speakers.contains(Array("ann".utf8)) })
    #expect(try Self.best([(lines, copy)], "hot tea").map(\.seq) == [32, 30])
  }

  @Test(arguments: [1, 7, 100, 1_000])
  func `the best places are those that sorting finds`(count: Int) {
    var generator = SystemRandomNumberGenerator()
    let entries = (0..<500).map { place in
      (score: Float(Int.random(in: 0..<50, using: &generator)), place: place)
    }
    var top = TopPlaces(count)
    for entry in entries where top.takes(entry) { top.add(entry) }
    let sorted = entries.sorted { ($0.score, $0.place) > ($1.score, $1.place) }
    #expect(top.sorted.map(\.place) == sorted.prefix(count).map(\.place))
  }
}
