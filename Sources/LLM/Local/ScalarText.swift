/// A text by its scalars, of which parts are taken out as strings.
struct ScalarText {
  let scalars: [Unicode.Scalar]
  /// The same in UTF-8, where that is one byte a scalar: strings are made of bytes far sooner.
  private let ascii: [UInt8]?

  init(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      scalars = bytes.map { Unicode.Scalar($0) }
      ascii = bytes
    } else {
      scalars = Array(text.unicodeScalars)
      ascii = nil
    }
  }

  var count: Int { scalars.count }

  subscript(place: Int) -> Unicode.Scalar { scalars[place] }

  /// The part at `range`.
  func text(_ range: Range<Int>) -> String {
    if let ascii { return String(decoding: ascii[range], as: UTF8.self) }
    return String(String.UnicodeScalarView(scalars[range]))
  }
}

/// What texts are looked through for. Of ASCII it is known without a look at the tables of Unicode.
extension Unicode.Scalar {
  var isSpace: Bool {
    isASCII ? value == 0x20 || (0x09...0x0d).contains(value) : properties.isWhitespace
  }

  var isAlphabetic: Bool {
    isASCII ? (0x61...0x7a).contains(value | 0x20) : properties.isAlphabetic
  }

  var isUppercase: Bool {
    isASCII ? (0x41...0x5a).contains(value) : properties.isUppercase
  }

  /// Whether it belongs to the letter before it.
  var isMark: Bool { !isASCII && properties.isGraphemeExtend }

  /// The value of a decimal digit of any script.
  var decimalDigit: Int? {
    if isASCII { return (0x30...0x39).contains(value) ? Int(value) - 0x30 : nil }
    guard properties.numericType == .decimal else { return nil }
    return properties.numericValue.map { Int($0) }
  }

  /// Whether it is a number of any kind, such as `½`.
  var isNumeric: Bool {
    isASCII ? (0x30...0x39).contains(value) : properties.numericType != nil
  }
}
