import Testing

@testable import Engram

/// Texts as a terminal shows them.
struct TerminalTextTests {
  @Test(arguments: [
    ("", 0), ("Ada", 3), ("Zoë", 3), ("Zoe\u{308}", 3), ("東京", 4), ("한글", 4), ("ｱｲ", 2),
    ("👩🏽‍🚀", 2), ("🇩🇪", 2), ("❤", 1), ("❤️", 2), ("a\u{200B}b", 2), ("שלום", 4),
  ])
  func `a text takes as many columns as a terminal draws`(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test(arguments: [
    ("Hamlet", 6, "Hamlet"), ("Hamlet", 5, "Haml…"), ("Hamlet", 1, "…"), ("Hamlet", 0, ""),
    ("", 0, ""), ("Zoe\u{308}s Katze", 4, "Zoe\u{308}…"), ("👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀", 5, "👩🏽‍🚀👩🏽‍🚀…"),
    ("東京都庁", 6, "東京…"), ("東京都庁", 7, "東京都…"), ("東京都庁", 8, "東京都庁"),
  ])
  func `a text that is too long is cut between two characters`(
    text: String, width: Int, expected: String
  ) {
    let cut = text.cut(to: width)
    #expect(cut == expected)
    #expect(cut.columns <= width)
  }

  @Test(arguments: [
    ("one\ntwo\r\n\tthree", "one two three"), ("  a  b  ", "a b"), ("\n", ""), ("", ""),
    ("red\u{1B}[31mX", "red [31mX"), ("a\u{202E}b\u{2066}c", "abc"), ("👩🏽‍🚀 家", "👩🏽‍🚀 家"),
    ("a\u{85}b\u{9B}c\u{7F}d", "a b c d"),
  ])
  func `a text on one line has nothing that a terminal would obey`(
    text: String, expected: String
  ) {
    #expect(text.onOneLine == expected)
  }
}
