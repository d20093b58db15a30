/// The numbers, dates, times and names of one sentence.
struct FactScanner {
  struct Fact {
    /// The same for everything that is the same fact.
    let key: String
    /// As it is written in the text.
    let shown: String
  }

  /// Everything but names.
  private(set) var facts: [Fact] = []
  private(set) var names: NameScanner
  private let tokens: [FactToken]

  init(_ sentence: String) {
    tokens = FactToken.all(in: sentence)
    names = NameScanner(tokens)
    var place = 0
    while place < tokens.count {
      let end = date(at: place) ?? time(at: place) ?? number(at: place)
      if end == nil { names.add(tokens[place]) } else { names.breakOff() }
      place = end ?? place + 1
    }
    names.breakOff()
  }

  /// How many facts it has, as far as a sentence alone can tell.
  static func count(in sentence: String) -> Int {
    let scanner = FactScanner(sentence)
    return scanner.facts.count + scanner.names.mentions.count { !$0.isAtStart }
  }

  // MARK: Each returns the place after what it found

  private mutating func date(at place: Int) -> Int? {
    if let end = isoDate(at: place) ?? dottedDate(at: place) ?? ideographicDate(at: place) {
      return end
    }
    if let month = month(at: place), let day = day(at: place + 1) {
      return add(month: month, day: day, place..<afterOrdinal(place + 2))
    }
    guard let day = day(at: place) else { return nil }
    var next = afterOrdinal(place + 1)
    if next == place + 1, isMark(".", at: next) { next += 1 }
    if ["of", "de"].contains(word(at: next)) { next += 1 }
    guard let month = month(at: next) else { return nil }
    return add(month: month, day: day, place..<(next + 1))
  }

  /// `2026-03-04`, `2026/3/4`
  private mutating func isoDate(at place: Int) -> Int? {
    guard let year = integer(at: place), (1000...9999).contains(year),
      isMark("-", at: place + 1) || isMark("/", at: place + 1),
      let month = integer(at: place + 2), (1...12).contains(month),
      isMark("-", at: place + 3) || isMark("/", at: place + 3), let day = day(at: place + 4)
    else { return nil }
    addNumber(String(year))
    return add(month: month, day: day, place..<(place + 5))
  }

  /// `4.3.2026`
  private mutating func dottedDate(at place: Int) -> Int? {
    guard kind(at: place) == .number else { return nil }
    let parts = tokens[place].text.split(separator: ".")
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]),
      let year = Int(parts[2]), (1...31).contains(day), (1...12).contains(month),
      (1000...9999).contains(year)
    else { return nil }
    addNumber(String(year))
    return add(month: month, day: day, place..<(place + 1))
  }

  /// `3月4日`
  private mutating func ideographicDate(at place: Int) -> Int? {
    guard let month = integer(at: place), (1...12).contains(month),
      word(at: place + 1) == "月", let day = day(at: place + 2),
      let mark = word(at: place + 3)?.first, "日号號".contains(mark)
    else { return nil }
    // The mark of the day may begin a longer run of characters.
    facts.append(
      Fact(key: Self.key(month: month, day: day), shown: shown(place..<(place + 3)) + String(mark)))
    return place + 3
  }

  /// `14:30`, `2:30 pm`, `9am`, `14 Uhr`
  private mutating func time(at place: Int) -> Int? {
    guard var hour = integer(at: place), (0...24).contains(hour) else { return nil }
    var end = place + 1
    var minute = 0
    if isMark(":", at: end) || isMark("：", at: end), kind(at: end + 1) == .number,
      tokens[end + 1].text.utf8.count == 2, let given = integer(at: end + 1), given < 60
    {
      minute = given
      end += 2
    }
    let word = word(at: end)
    let isHalf = word.map { ["am", "pm", "uhr"].contains($0) } ?? false
    guard isHalf || end > place + 1 else { return nil }
    if word == "pm", hour < 12 { hour += 12 }
    if word == "am", hour == 12 { hour = 0 }
    if isHalf { end += 1 }
    facts.append(Fact(key: "t\(hour):\(minute)", shown: shown(place..<end)))
    return end
  }

  private mutating func number(at place: Int) -> Int? {
    guard kind(at: place) == .number else { return nil }
    let number = NumberForm.normalized(tokens[place].text)
    var end = place + 1
    if isMark("%", at: end) || isMark("٪", at: end) || isMark("％", at: end)
      || ["percent", "prozent"].contains(word(at: end))
    {
      end += 1
      facts.append(Fact(key: "n\(number)%", shown: shown(place..<end)))
    } else {
      end = afterOrdinal(end)
      facts.append(Fact(key: "n\(number)", shown: tokens[place].text))
    }
    return end
  }

  // MARK: Parts

  private mutating func add(month: Int, day: Int, _ range: Range<Int>) -> Int {
    facts.append(Fact(key: Self.key(month: month, day: day), shown: shown(range)))
    return range.upperBound
  }

  private static func key(month: Int, day: Int) -> String { "d\(month)-\(day)" }

  private mutating func addNumber(_ number: String) {
    facts.append(Fact(key: "n\(number)", shown: number))
  }

  private func kind(at place: Int) -> FactToken.Kind? {
    tokens.indices.contains(place) ? tokens[place].kind : nil
  }

  private func word(at place: Int) -> String? {
    kind(at: place) == .word ? tokens[place].lowercased : nil
  }

  private func isMark(_ mark: String, at place: Int) -> Bool {
    kind(at: place) == .mark && tokens[place].text == mark
  }

  private func integer(at place: Int) -> Int? {
    kind(at: place) == .number ? Int(tokens[place].text) : nil
  }

  private func day(at place: Int) -> Int? {
    integer(at: place).flatMap { (1...31).contains($0) ? $0 : nil }
  }

  private func month(at place: Int) -> Int? {
    guard let word = word(at: place), tokens[place].text != "may" else { return nil }
    return Months.number(lowercased: word)
  }

  private func afterOrdinal(_ place: Int) -> Int {
    ["st", "nd", "rd", "th"].contains(word(at: place)) && !tokens[place].isApart ? place + 1 : place
  }

  private func shown(_ range: Range<Int>) -> String {
    range.map { (tokens[$0].isApart && $0 > range.lowerBound ? " " : "") + tokens[$0].text }
      .joined()
  }
}
