/// Texts as a terminal shows them.
extension StringProtocol {
  /// How many columns the text takes.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text within `width` columns: what is longer is cut after a whole character, with … behind.
  func cut(to width: Int) -> String {
    guard columns > width else { return String(self) }
    guard width > 0 else { return "" }
    var room = width - 1
    let kept = prefix { character in
      room -= character.columns
      return room >= 0
    }
    return kept + "…"
  }

  /// With spaces at its end up to a width.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - columns))
  }

  /// With spaces before it up to a width.
  func aligned(right width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - columns)) + self
  }

  /// The text on one line: a space for what is blank, and nothing that a terminal would obey.
  var onOneLine: String {
    var line = ""
    var isAfterBlank = true
    for scalar in unicodeScalars where !scalar.properties.isBidiControl {
      let isBlank = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      if !isBlank {
        line.unicodeScalars.append(scalar)
      } else if !isAfterBlank {
        line.append(" ")
      }
      isAfterBlank = isBlank
    }
    return isAfterBlank ? String(line.dropLast()) : line
  }
}

extension Character {
  /// 2 for what terminals draw twice as wide as a letter, 0 for a mark alone, else 1.
  fileprivate var columns: Int {
    if unicodeScalars.contains(where: \.isWide) { return 2 }
    return unicodeScalars.allSatisfy(\.hasNoWidth) ? 0 : 1
  }
}

extension Unicode.Scalar {
  /// The blocks of East Asian scripts that are wide or fullwidth (Unicode Annex 11).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]

  /// U+FE0F asks for a picture where there is also a plain sign.
  fileprivate var isWide: Bool {
    guard value >= 0x1100 else { return false }
    return value == 0xFE0F || properties.isEmojiPresentation
      || Self.wide.contains { $0.contains(value) }
  }

  fileprivate var hasNoWidth: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: true
    default: false
    }
  }
}
