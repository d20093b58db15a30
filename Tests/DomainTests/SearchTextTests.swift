@testable import Domain
import Testing

@Suite struct SearchTextTests {
  @Test(arguments: [
    ("Where did she go?", "where did she go?"),
    ("Привет, мир", "привет, мир"),
    ("“Don’t” — Élan…", "don t élan"),
    ("नमस्ते दुनिया", "नमस्ते दुनिया"),
    ("黒猫が好き", "黒猫 猫が が好 好き"),
    ("コーヒー", "コー ーヒ ヒー"),
    ("서울에서", "서울 울에 에서"),
    ("กขค", "กข ขค"),
    ("กี่ขค", "กี่ข ขค"),
    ("ກຂຄ", "ກຂ ຂຄ"),
    ("កខគ", "កខ ខគ"),
    ("ကခဂ", "ကခ ခဂ"),
    ("猫", "猫"),
    ("iPhoneを買う3台", "iphone を買 買う 3 台"),
    ("今日は。明日", "今日 日は 明日"),
    ("", ""),
  ])
  func `a query keeps its words in lower case, with pairs for unspaced scripts`(
    text: String, words: String
  ) {
    #expect(parts(SearchText.query(text)) == parts(words))
  }

  @Test func `a single ideograph is found in the index, and no kana by itself`() {
    let text = SearchText(indexing: "黒猫が")
    #expect(parts("\(text.lead) \(text.rest)") == ["黒", "黒猫", "猫", "猫が"])
  }

  @Test func `every pair of a query is in the index of the text that it is taken from`() {
    let text = "東京タワーへ行きました。ภาษาไทย မြန်မာဘာသာ ភាសាខ្មែរ 안녕하세요 hello"
    let indexed = SearchText(indexing: text)
    let words = Set(parts("\(indexed.lead) \(indexed.rest)"))
    for word in parts(SearchText.query(text)) { #expect(words.contains(word)) }
  }

  @Test(arguments: [
    ("Ada: I moved", "ada:", "i moved"),
    ("  Ada\n moved", "ada", "moved"),
    ("“Ada” moved", "ada", "moved"),
    ("Ada", "ada", ""),
    ("", "", ""),
  ])
  func `the lead is what comes before the first blank`(text: String, lead: String, rest: String) {
    let indexed = SearchText(indexing: text)
    #expect(indexed.lead == lead)
    #expect(indexed.rest == rest)
    #expect(!indexed.isClipped)
  }

  @Test(arguments: ["a", "é", "漢", "e\u{301}\u{323}"])
  func `a long text is clipped between characters and says so`(unit: String) {
    let indexed = SearchText(indexing: String(repeating: unit, count: 300_000 / unit.utf8.count))
    let bytes = indexed.lead.utf8.count + indexed.rest.utf8.count
    #expect(bytes <= SearchText.maxIndexedBytes)
    #expect(bytes > SearchText.maxIndexedBytes - 64)
    #expect(indexed.isClipped)
    #expect("\(indexed.lead)\(indexed.rest)".allSatisfy { $0 == " " || unit.contains($0) })
  }

  @Test func `a text of as many bytes as are indexed is whole`() {
    let indexed = SearchText(indexing: String(repeating: "a", count: SearchText.maxIndexedBytes))
    #expect(!indexed.isClipped)
    #expect(indexed.lead.utf8.count == SearchText.maxIndexedBytes)
  }

  private func parts(_ words: String) -> [String] {
    words.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
