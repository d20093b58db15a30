import Testing

@testable import LLM

struct SummaryCheckTests {
  @Test(
    arguments: [
      ("1,000", "1000"), ("1.000", "1000"), ("1'000", "1000"), ("1,234,567.50", "1234567.5"),
      ("1.234.567,5", "1234567.5"), ("3,5", "3.5"), ("0.125", "0.125"), ("007", "7"), ("0", "0"),
      ("2.0", "2"), ("1.2.3", "1.2.3"), ("10.20.30.40", "10.20.30.40"), ("1٬000٫5", "1000.5"),
    ])
  func `a number has one form`(written: String, form: String) {
    #expect(NumberForm.normalized(written) == form)
  }

  @Test(
    arguments: [
      ("It costs 1,000 and 20 %.", ["n1000", "n20%"]),
      ("the 3rd of 21st", ["n3", "n21"]),
      ("March 3rd, 2026 and 4 April", ["d3-3", "n2026", "d4-4"]),
      ("2026-03-04, 2026/3/5 and 6.3.2026", ["n2026", "d3-4", "n2026", "d3-5", "n2026", "d3-6"]),
      ("am 3. März um 14:30 Uhr", ["d3-3", "t14:30"]),
      ("at 9am, 2:05 pm or 12 am", ["t9:0", "t14:5", "t0:0"]),
      ("在2026年3月4日下午3点", ["n2026", "d3-4", "n3"]),
      ("في ٣ مارس ٢٠٢٦ بسعر ١٬٥٠٠", ["d3-3", "n2026", "n1500"]),
      ("you may 5 times", ["n5"]), ("B12 and v2", []), ("九つ", []),
    ] as [(String, [String])])
  func `numbers, dates and times are facts`(text: String, keys: [String]) {
    #expect(FactScanner(text).facts.map(\.key) == keys)
  }

  @Test(arguments: ["MCDONALD'S", "LEVI’S", "Anna's", "James"])
  func `a name that a summary has as it was written is not missing`(name: String) {
    let facts = SummaryCheck.facts(in: ["We met at \(name) yesterday."])
    #expect(facts.count == 1)
    #expect(facts.coverage(of: "They met at \(name).").missing.isEmpty)
  }

  @Test func `what is known of ASCII is what Unicode says`() {
    for value in UInt8(0)..<0x80 {
      let scalar = Unicode.Scalar(value)
      let properties = scalar.properties
      #expect(scalar.isSpace == properties.isWhitespace)
      #expect(scalar.isAlphabetic == properties.isAlphabetic)
      #expect(scalar.isUppercase == properties.isUppercase)
      #expect(scalar.isMark == properties.isGraphemeExtend)
      #expect(scalar.isNumeric == (properties.numericType != nil))
      let digit = properties.numericType == .decimal ? properties.numericValue.map(Int.init) : nil
      #expect(scalar.decimalDigit == digit)
    }
  }

  @Test(
    arguments: [
      // The first word is a name when it is one elsewhere too.
      ("Anna met Bob. Yesterday Bob slept. Anna left.", ["anna", "bob"]),
      ("Mary Ann Smith's cat. We saw Mary Ann Smith.", ["mary ann smith"]),
      ("We study at the University of Oxford.", ["university of oxford"]),
      ("The NASA launch. IBM too.", ["ibm", "nasa"]),
      ("I think I'm here and It's fine", []),
      ("WE NEED TO GO NOW", []),
      ("Wir treffen am Bahnhof die Katze von Jürgen.", ["jürgen"]),
      ("Мы видели Анну Петрову.", ["анну петрову"]),
      ("我们见了张伟", []),
    ] as [(String, [String])])
  func `names are capitalised words`(text: String, names: [String]) {
    let entries = FactCollection([text]).entries.values
    #expect(entries.filter(\.isName).map(\.key).sorted() == names)
  }

  @Test(
    arguments: [
      (
        "We met Anna on March 3 at 9:30 and paid 1,200.", "anna paid 1200 on 3 March.", 0.75,
        ["9:30"]
      ),
      ("Wir trafen Jürgen am 4. Mai und zahlten 20 %.", "JÜRGEN zahlte 20%", 2.0 / 3, ["4. Mai"]),
      ("会议在3月4日，预算5000元。", "预算5,000元", 0.5, ["3月4日"]),
      ("الاجتماع يوم ٣ مارس والميزانية ١٥٠٠", "الميزانية 1500", 0.5, ["3 مارس"]),
      ("会議は3月4日14:30から、予算は5000円。", "3月4日、5000円", 2.0 / 3, ["14:30"]),
      ("nothing of note", "", 1, []),
      ("Just 5 and 6.", "", 0, ["5", "6"]),
    ] as [(String, String, Double, [String])])
  func `coverage is the share of facts that a summary has`(
    text: String, summary: String, ratio: Double, missing: [String]
  ) {
    let coverage = SummaryCheck.facts(in: [text]).coverage(of: summary)
    #expect(abs(coverage.ratio - ratio) < 1e-9)
    #expect(coverage.missing == missing)
  }

  @Test func `what is missing comes most frequent first, then as it was mentioned`() {
    let facts = SummaryCheck.facts(in: ["We saw 7, then 8.", "And 9, 8 again.", "8 and 9"])
    #expect(facts.coverage(of: "").missing == ["8", "9", "7"])
  }

  @Test func `what is missing is bounded`() {
    let name = String(repeating: "Ä", count: 60)
    let many = (0..<100).map { "x \($0) \(name)\($0) \(name) \(name)" }
    let missing = SummaryCheck.facts(in: many).coverage(of: "").missing
    #expect(missing.count == 40)
    #expect(missing.allSatisfy { (1...80).contains($0.utf8.count) })
  }

  @Test(arguments: [
    String(repeating: "a", count: 1 << 20), String(repeating: "9", count: 1 << 20),
    String(repeating: "Name 12:30 ", count: 100_000), String(repeating: "🎉", count: 250_000),
    String(repeating: "1.", count: 500_000), String(repeating: "A", count: 1 << 20),
    (0..<100_000).map { "Of \($0) Xa\($0)." }.joined(separator: " "),
  ])
  func `however long a text is, so much of it is read and kept`(text: String) {
    let texts = [text, text]
    #expect(
      SummaryExcerpts(texts, maxBytes: SummaryCheck.maxBytesRead).byteCount
        <= SummaryCheck.maxBytesRead)
    let facts = SummaryCheck.facts(in: texts)
    #expect(facts.count <= FactCollection.maxFacts)
    let coverage = facts.coverage(of: text)
    #expect((0...1).contains(coverage.ratio))
  }
}
