/// Tells dots within a sentence from those that end one.
struct SentenceDots {
  private static let maxWord = 12
  private let scalars: ScalarText

  init(_ scalars: ScalarText) { self.scalars = scalars }

  /// Whether `dot`, which white space follows, is within the sentence that begins at `start`.
  func isWithin(dot: Int, start: Int) -> Bool {
    let word = word(before: dot, start: start)
    guard !word.isEmpty else { return false }
    if word.allSatisfy(\.isNumber) {
      // `1. First`, `3. März`, `am 3. dieses Monats`.
      let next = nextWord(after: dot)
      return dot - word.count == start || Months.contains(next) || next.first?.isLowercase == true
    }
    // `J. Smith` and `p. 4`. `Plan B. Then` looks the same.
    if word.count == 1 { return word.first?.isUppercase == true || isDigit(after: dot) }
    return Self.abbreviations.contains(word.lowercased())
  }

  /// Letters, digits and inner dots.
  private func word(before dot: Int, start: Int) -> String {
    var place = dot
    while place > start, dot - place < Self.maxWord, isOfWord(scalars[place - 1]) { place -= 1 }
    return scalars.text(place..<dot)
  }

  private func nextWord(after dot: Int) -> String {
    var start = dot + 1
    while start < scalars.count, scalars[start].isSpace { start += 1 }
    var end = start
    while end < scalars.count, end - start < Self.maxWord, scalars[end].isAlphabetic {
      end += 1
    }
    return scalars.text(start..<end)
  }

  private func isDigit(after dot: Int) -> Bool {
    scalars.scalars[(dot + 1)...].first { !$0.isSpace }?.decimalDigit != nil
  }

  private func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar.isAlphabetic || scalar.isNumeric
  }

  private static let abbreviations = Set(
    """
    mr mrs ms dr prof st sr jr vs no nr fig vol ed eds al approx dept est inc ltd co corp gen col
    capt lt sgt rev hon gov sen rep e.g i.e eg ie cf viz a.m p.m u.s u.k jan feb mar apr jun jul
    aug sep sept oct nov dec z.b d.h u.a o.ä i.d.r z.t v.a bzw ca evtl ggf inkl zzgl abs art bd hr
    fr str tel vgl sog geb gest mio mrd p.ej ej sra srta ud uds av art mme mlle m.me ex env
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
