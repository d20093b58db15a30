/// What a scalar is to `TextUnits`.
enum ScalarClass {
  /// `nil` separates units; a mark belongs to what is before it.
  static func kind(of scalar: Unicode.Scalar, within open: TextUnits.Kind?) -> TextUnits.Kind? {
    if scalar.isASCII { return isAlphanumericASCII(scalar.value) ? .word : nil }
    if isWithoutSpaces(scalar.value) { return .run }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return .word
    case .nonspacingMark, .spacingMark, .enclosingMark:
      return open == .run ? .run : open == .word ? .word : nil
    case .otherSymbol: return .symbol
    default: return nil
    }
  }

  /// Letters and marks of the scripts that are written without spaces between words.
  private static func isWithoutSpaces(_ value: UInt32) -> Bool {
    guard value >= 0x0e00 else { return false }
    return switch value {
    case 0x0e01...0x0e3a, 0x0e40...0x0e4e,  // Thai
      0x0e81...0x0ece,  // Lao
      0x1000...0x109f,  // Myanmar
      0x1780...0x17d3,  // Khmer
      0x3005...0x3007, 0x3041...0x30ff, 0x31f0...0x31ff,  // Hiragana, Katakana
      0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff,  // Han
      0x20000...0x323af:
      true
    default: false
    }
  }

  /// Whether the script has upper case at all; the others are spared the look-up.
  static func hasCase(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x0590, 0x10a0..<0x1100, 0x13a0..<0x1400, 0x1c80..<0x1cc0, 0x1e00..<0x2000,
      0x2100..<0x2200, 0x24b0..<0x24f0, 0x2c00..<0x2e00, 0xa640..<0xa800, 0xff21..<0xff3b,
      0x10400..<0x10600, 0x10c80..<0x10d00, 0x118a0..<0x118e0, 0x16e40..<0x16e80,
      0x1e900..<0x1e960:
      true
    default: false
    }
  }

  static func lowercasedASCII(_ value: UInt32) -> UInt32 {
    (0x41...0x5a).contains(value) ? value + 0x20 : value
  }

  private static func isAlphanumericASCII(_ value: UInt32) -> Bool {
    (0x61...0x7a).contains(value) || (0x41...0x5a).contains(value)
      || (0x30...0x39).contains(value)
  }
}
