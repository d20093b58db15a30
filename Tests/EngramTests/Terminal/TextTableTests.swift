import Testing

@testable import Engram

struct TextTableTests {
  @Test func `columns are as wide as their widest cell, and numbers stand to the right`() {
    var table = TextTable([
      .init(text: "n", alignment: .right), .init(text: "who"), .init(text: "what"),
    ])
    table.add(["1", "Ada", "writes"])
    table.add(["10", "田中さん", "reads\nmuch"])
    table.add(["100", "Bob", ""])
    #expect(
      table.lines(width: 80) == [
        "  n  who       what",
        "  1  Ada       writes",
        " 10  田中さん  reads much",
        "100  Bob       ",
      ])
  }

  @Test(arguments: [30, 47, 80, 200])
  func `no line is wider than the terminal, and only the last column is cut`(width: Int) {
    var table = TextTable([.init(text: "scope"), .init(text: "content")])
    for word in ["Elsinore ", "東京", "👩🏽‍🚀", "e\u{301}"] {
      table.add(["organization", String(repeating: word, count: 300)])
    }
    let lines = table.lines(width: width)
    #expect(lines.first == "scope         content")
    for line in lines.dropFirst() {
      #expect(line.hasPrefix("organization  "))
      #expect(line.hasSuffix("…"))
      // A character of two columns may not fit where one is left.
      #expect(width - 1...width ~= line.columns)
    }
  }

  @Test func `on a very narrow terminal some of the last column stays`() {
    var table = TextTable([.init(text: "scope"), .init(text: "content")])
    table.add(["organization", "All swore on a sword to keep silent."])
    #expect(table.lines(width: 10).last == "organization  All swore on a …")
  }

  @Test func `a cell that is wider than its column moves the rest of the line`() {
    let layout = TableLayout(columns: [.left(4), .right(3)], gap: 1)
    #expect(layout.line(["ab", "1"]) == "ab     1")
    #expect(layout.line(["abcdef", "12345"]) == "abcdef 12345")
  }
}
