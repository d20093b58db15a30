import TestTraffic
import Testing

@testable import Domain

@Suite struct ChunkerTests {
  private func rules(_ max: Int32, overlap: Int32 = 0) -> ChunkRules {
    var rules = ChunkRules()
    rules.maxTokens = max
    rules.overlapTokens = overlap
    return rules
  }

  private func texts(
    _ text: String, _ rules: ChunkRules, format: DocumentFormat = .markdown
  ) -> [String] {
    let bytes = Array(text.utf8)
    return Chunker(rules).chunks(of: text, format: format)
      .map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  // MARK: What holds for every text

  private static let pieces = [
    "Hello world. ", "\n", "\n\n", "# h\n", "## Deep ##\n", "```\n", "~~~\n", "日本語。",
    "|a|b|\n|-|-|\n", "👩‍👩‍👧‍👦",
    "e\u{301}", " \u{301}", "\r\n", "العربية؟ ", "   ", "word", "!", "ภาษาไทย", "---\n", "🇩🇪🇫🇷",
    "- x\n",
    "한국어 문장. ", "Ünïcödé ", "\u{0}", "\u{200D}", "...", "(\"Yes.\") ",
  ]

  @Test(arguments: 0..<40)
  func `chunks cover a text in order, stay below the size and break no character`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 {
      let text = (0..<Int.random(in: 1...150, using: &random))
        .compactMap { _ in Self.pieces.randomElement(using: &random) }.joined()
      let rules = rules(
        [64, 70, 100, 400].randomElement(using: &random) ?? 64,
        overlap: [0, 10, 32, 400].randomElement(using: &random) ?? 0)
      for format in DocumentFormat.allCases {
        try check(Chunker(rules).chunks(of: text, format: format), of: text, rules)
      }
    }
  }

  private func check(_ chunks: [Chunk], of text: String, _ rules: ChunkRules) throws {
    let bytes = Array(text.utf8)
    var end = 0
    for chunk in chunks {
      #expect(
        chunk.range.lowerBound <= end && chunk.range.upperBound > end, "\(text.debugDescription)")
      let content = try #require(String(validating: bytes[chunk.range], as: UTF8.self))
      #expect(TokenEstimate.tokens(in: content) == chunk.tokenCount)
      #expect(chunk.tokenCount <= rules.maxTokens)
      let overlap = String(decoding: bytes[chunk.range.lowerBound..<end], as: UTF8.self)
      #expect(TokenEstimate.tokens(in: overlap) <= min(rules.overlapTokens, rules.maxTokens / 2))
      for place in [chunk.range.lowerBound, chunk.range.upperBound] {
        let index = text.utf8.index(text.startIndex, offsetBy: place)
        #expect(String.Index(index, within: text) != nil, "\(text.debugDescription) at \(place)")
      }
      end = chunk.range.upperBound
    }
    #expect(end == bytes.count)
  }

  @Test(arguments: [
    "a" + String(repeating: "\u{301}", count: 20_000), String(repeating: "x", count: 40_000),
    String(repeating: " ", count: 40_000) + ".", String(repeating: "文", count: 10_000),
    String(repeating: "👩‍👩‍👧‍👦", count: 2_000), String(repeating: "🇩🇪", count: 5_000),
    String(repeating: "# a\n", count: 10_000), String(repeating: ".\n", count: 10_000),
    "```\n" + String(repeating: "x\n", count: 10_000), String(repeating: "。\u{301}", count: 5_000),
  ])
  func `a text without structure is cut to the size all the same`(text: String) throws {
    let rules = rules(100, overlap: 20)
    let chunks = Chunker(rules).chunks(of: text, format: .markdown)
    let bytes = Array(text.utf8)
    var end = 0
    for chunk in chunks {
      #expect(chunk.range.lowerBound <= end && chunk.tokenCount <= 100)
      #expect(String(validating: bytes[chunk.range], as: UTF8.self) != nil)
      end = chunk.range.upperBound
    }
    #expect(end == bytes.count)
    // What is packed well needs few.
    #expect(chunks.count <= 2 * Int(TokenEstimate.tokens(in: text)) / 60 + 1)
  }

  // MARK: Structure

  private static let paragraph =
    "One sentence is here, and it is not short. Another one follows it without delay. "
    + "The third one, at last, ends it."

  @Test func `a chunk ends between paragraphs, or between sentences of a long one`() {
    let text = [Self.paragraph, Self.paragraph, Self.paragraph].joined(separator: "\n\n")
    #expect(texts(text, rules(64)).map { $0.split(separator: "\n\n").count } == [2, 1])
    let long = (1...12).map { "Sentence number \($0) is of this length." }.joined(separator: " ")
    for chunk in texts(long, rules(64)) {
      #expect(chunk.hasPrefix("Sentence") && chunk.trimmed.hasSuffix("length."))
    }
  }

  @Test(arguments: [
    ("今日は晴れです。明日は雨でしょう！本当？はい。", 6), ("يوم جميل؟ نعم. حسنا.", 7),
    ("यह एक वाक्य है। यह दूसरा है।", 20), ("It is 3.14 e.g. so. Really?! (Yes.) No.", 24),
  ])
  func `sentences of any script are told apart`(text: String, most: Int32) {
    // Wide enough for the longest sentence, too small for two.
    let repeated = String(repeating: text, count: 8)
    for chunk in texts(repeated, rules(max(most, 64)), format: .text).dropLast() {
      #expect("。！？؟.।!?)".contains(chunk.trimmed.last ?? " "), "\(chunk)")
    }
  }

  @Test func `a chunk begins at a heading and knows those above it`() {
    let section = "\n\n" + Self.paragraph + "\n\n"
    let text =
      "# Guide\(section)## Install ##\(section)Usage\n-----\(section)### Deep\(section)# End\(section)"
    let chunks = Chunker(rules(64)).chunks(of: text, format: .markdown)
    #expect(
      chunks.map(\.heading)
        == ["Guide", "Guide > Install", "Guide > Usage", "Guide > Usage > Deep", "End"])
    #expect(texts(text, rules(64))[2].hasPrefix("Usage\n-----"))
  }

  @Test func `a heading goes with what follows it`() {
    let text = "\(Self.paragraph)\n\n\(Self.paragraph)\n\n# Next\n\n## Below\n\n\(Self.paragraph)"
    for chunk in texts(text, rules(70)) {
      #expect(!chunk.trimmed.hasSuffix("# Next") && !chunk.trimmed.hasSuffix("## Below"))
    }
  }

  @Test func `small sections share a chunk`() {
    let text = (1...6).map { "# Part \($0)\n\nShort.\n" }.joined(separator: "\n")
    #expect(texts(text, rules(200)).count == 1)
  }

  @Test(arguments: [
    "```swift\n# no heading\n\nlet a = 1\n\nlet b = 2\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
  ])
  func `code and tables are not cut where they fit`(block: String) {
    for count in 1...12 {
      let before = (0..<count).map { "Sentence \($0) stands here. " }.joined()
      let chunks = texts("\(before)\n\n\(block)\n\n\(Self.paragraph)", rules(70, overlap: 20))
      #expect(chunks.contains { $0.contains(block) }, "\(chunks)")
    }
  }

  @Test func `code that does not fit is cut between lines`() {
    let lines = (1...60).map { "let value\($0) = compute(\($0))" }
    let text = "```\n" + lines.joined(separator: "\n") + "\n```\n"
    for chunk in texts(text, rules(64)).dropFirst() {
      #expect(chunk.hasPrefix("let value") || chunk.hasPrefix("```"))
    }
  }

  @Test func `plain text has no headings`() {
    let chunks = Chunker(rules(64)).chunks(of: "# a\n\n\(Self.paragraph)", format: .text)
    #expect(chunks.allSatisfy { $0.heading.isEmpty })
  }

  @Test func `a chunk begins with the last sentences of the one before it`() {
    let long = (1...20).map { "Sentence number \($0) is of this length." }.joined(separator: " ")
    let chunks = texts(long, rules(80, overlap: 20))
    #expect(chunks.count > 3)
    for (before, chunk) in zip(chunks, chunks.dropFirst()) {
      let first = chunk.prefix(while: { $0 != "." })
      #expect(before.trimmed.hasSuffix(first + "."))
    }
    #expect(
      texts("\(long)\n\n# Next\n\n\(long)", rules(80, overlap: 20)).contains {
        $0.hasPrefix("# Next")
      })
  }

  @Test func `a path of headings is clipped`() {
    let title = String(repeating: "long ", count: 80)
    let text = "# \(title)\n\n## \(title)\n\n\(Self.paragraph)"
    let chunks = Chunker(rules(400)).chunks(of: text, format: .markdown)
    #expect(chunks.allSatisfy { $0.heading.utf8.count <= Chunker.maxHeadingBytes })
  }
}

extension String {
  fileprivate var trimmed: String {
    String(reversed().drop(while: \.isWhitespace).reversed())
  }
}
