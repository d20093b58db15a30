@testable import Domain
import Testing

@Suite struct ConversationTitleTests {
  @Test(arguments: [
    ("How do I sort a list? I tried everything.", "How do I sort a list?"),
    ("Hello   there,\n my\tfriend. Bye", "Hello there, my friend."),
    ("  \n leading blanks", "leading blanks"),
    ("First paragraph\n\nSecond", "First paragraph"),
    ("1. First item. Second item", "1. First item."),
    ("Dr. Smith called. He left.", "Dr. Smith called."),
    ("Version 1.2 is out. Yes", "Version 1.2 is out."),
    ("She said \"stop.\" Then left", "She said \"stop.\""),
    ("今日はいい天気です。明日は雨です。", "今日はいい天気です。"),
    ("「終わり。」と言った", "「終わり。」"),
    ("No end at all", "No end at all"),
    ("ends with blank. ", "ends with blank."),
    ("", ""),
    (" \n\t", ""),
  ])
  func `a title is the first sentence in one line`(text: String, title: String) {
    #expect(ConversationTitle.make(from: text) == title)
  }

  @Test func `a long sentence is cut between words and ends in an ellipsis`() {
    let title = ConversationTitle.make(from: String(repeating: "seven77 ", count: 20))
    #expect(title == Array(repeating: "seven77", count: 9).joined(separator: " ") + "…")
    #expect(title.count <= 80)
  }

  @Test func `a sentence of 80 characters is kept, one of 81 is cut`() {
    let exact = String(repeating: "a", count: 80)
    #expect(ConversationTitle.make(from: exact) == exact)
    #expect(ConversationTitle.make(from: exact + "  ") == exact)
    #expect(ConversationTitle.make(from: exact + "a") == String(repeating: "a", count: 79) + "…")
  }

  @Test func `a character of several scalars is never cut`() {
    let family = "👨‍👩‍👧‍👦"
    let title = ConversationTitle.make(from: String(repeating: family, count: 200))
    #expect(title.utf8.count <= TextLimits.maxNameBytes)
    #expect(title.dropLast().allSatisfy { String($0) == family })
    #expect(title.last == "…")
  }

  @Test func `a first character beyond the limit leaves no title`() {
    let monster = "a" + String(repeating: "\u{301}", count: 300)
    #expect(ConversationTitle.make(from: monster) == "")
  }
}
