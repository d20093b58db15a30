/// A word, a number or a mark of a text.
struct FactToken {
  enum Kind { case word, number, mark }

  /// The most scalars of a token; what is longer is several.
  private static let maxScalars = 64

  let kind: Kind
  /// Of a number with ASCII digits, whatever they were.
  let text: String
  /// The same in lower case.
  let lowercased: String
  /// Whether white space is before it.
  let isApart: Bool

  static func all(in text: String) -> [FactToken] {
    let text = ScalarText(text)
    let scalars = text.scalars
    var tokens: [FactToken] = []
    var place = 0
    var isApart = true
    while place < scalars.count {
      guard !scalars[place].isSpace else {
        isApart = true
        place += 1
        continue
      }
      let kind = kind(of: scalars[place])
      let end = end(of: kind, scalars, from: place)
      let word = written(text, place..<end)
      tokens.append(
        FactToken(kind: kind, text: word, lowercased: word.lowercased(), isApart: isApart))
      place = end
      isApart = false
    }
    return tokens
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.decimalDigit != nil { return .number }
    return isLetter(scalar) ? .word : .mark
  }

  private static func end(of kind: Kind, _ scalars: [Unicode.Scalar], from start: Int) -> Int {
    var place = start + 1
    let limit = min(scalars.count, start + maxScalars)
    while place < limit {
      let scalar = scalars[place]
      let isInner = place + 1 < scalars.count
      switch kind {
      case .mark: return place
      case .number where scalar.decimalDigit != nil: break
      case .number where isInner && separates(scalar) && scalars[place + 1].decimalDigit != nil:
        break
      case .word where continues(scalar, after: scalars[start]): break
      case .word where isInner && joins(scalar) && isLetterOrDigit(scalars[place + 1]): break
      default: return place
      }
      place += 1
    }
    return place
  }

  /// A letter; of a word of a script with spaces also a digit.
  private static func continues(_ scalar: Unicode.Scalar, after first: Unicode.Scalar) -> Bool {
    let kind = ScalarClass.kind(of: first, within: nil)
    if scalar.decimalDigit != nil { return kind == .word }
    return isLetter(scalar) && ScalarClass.kind(of: scalar, within: kind) == kind
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isAlphabetic || scalar.isMark
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || scalar.decimalDigit != nil
  }

  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "’" || scalar == "-"
  }

  private static func separates(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", ",", "'", "’", "\u{a0}", "\u{202f}", "٫", "٬", "．", "，": true
    default: false
    }
  }

  /// The part of `text`, with ASCII digits.
  private static func written(_ text: ScalarText, _ range: Range<Int>) -> String {
    let scalars = text.scalars[range]
    guard scalars.contains(where: { !$0.isASCII && $0.decimalDigit != nil }) else {
      return text.text(range)
    }
    return scalars.reduce(into: "") { written, scalar in
      if let digit = scalar.decimalDigit {
        written += String(digit)
      } else {
        written.unicodeScalars.append(scalar)
      }
    }
  }
}
