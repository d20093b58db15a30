import Testing

@testable import LLM

struct SentenceSplitterTests {
  @Test(
    arguments: [
      ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
      (
        "Dr. Smith paid 3.50 on p. 4, e.g. for J. Doe. Then left.",
        ["Dr. Smith paid 3.50 on p. 4, e.g. for J. Doe.", "Then left."]
      ),
      ("Am 3. März und z.B. am 4. April. Gut.", ["Am 3. März und z.B. am 4. April.", "Gut."]),
      ("See a.b?c=d. \"Done.\" He left.", ["See a.b?c=d.", "\"Done.\"", "He left."]),
      ("1. First\n2. Second\r\n\r\nThird", ["1. First", "2. Second", "Third"]),
      ("我喜欢茶。你呢？「好！」走吧", ["我喜欢茶。", "你呢？", "「好！」", "走吧"]),
      ("كيف حالك؟ أنا بخير. شكرا", ["كيف حالك؟", "أنا بخير.", "شكرا"]),
      ("नमस्ते। कैसे हो", ["नमस्ते।", "कैसे हो"]),
      ("Wait... what?! ok", ["Wait...", "what?!", "ok"]),
      ("🎉🎉", ["🎉🎉"]), (" \n\t ", []), ("", []),
    ] as [(String, [String])])
  func `sentences end at marks and lines, not at every dot`(text: String, sentences: [String]) {
    #expect(SentenceSplitter(text, maxScalars: 600).map(\.text) == sentences)
  }

  @Test func `a fenced block of code is one unit`() {
    let text = "Look:\n```swift\nlet a = 1. b\n\nc()\n```\nDone. ~~~\nopen"
    let sentences = Array(SentenceSplitter(text, maxScalars: 600))
    #expect(
      sentences.map(\.text)
        == ["Look:", "```swift\nlet a = 1. b\n\nc()\n```", "Done.", "~~~\nopen"])
    #expect(sentences.map(\.isCode) == [false, true, false, true])
  }

  @Test func `a long sentence is cut between words, and nothing of it is lost`() {
    let text = String(repeating: "word ", count: 1_000)
    let pieces = Array(SentenceSplitter(text, maxScalars: 100))
    #expect(pieces.allSatisfy { $0.text.count <= 100 && $0.text.hasSuffix("word") })
    #expect(pieces.dropLast().allSatisfy { $0.isCut })
    #expect(pieces.map(\.text).joined(separator: " ") + " " == text)
    let run = String(repeating: "字", count: 1_000)
    #expect(SentenceSplitter(run, maxScalars: 300).map(\.text.count) == [300, 300, 300, 100])
  }

  @Test func `characters of many scalars are cut too`() {
    let marks = "e" + String(repeating: "\u{301}", count: 10_000)
    let pieces = Array(SentenceSplitter(marks, maxScalars: 600))
    #expect(pieces.map(\.text.unicodeScalars.count).reduce(0, +) == 10_001)
    #expect(pieces.allSatisfy { (1...600).contains($0.text.unicodeScalars.count) })
  }
}
