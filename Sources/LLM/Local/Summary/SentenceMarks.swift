/// What ends sentences and lines.
enum SentenceMarks {
  static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0a...0x0d, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether it may end a sentence.
  static func ends(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "!", "?", "…", "؟", "۔", "։", "।", "॥", "።", "။", "។": true
    default: endsWithoutSpace(scalar)
    }
  }

  /// Whether it ends a sentence even without a space after it.
  static func endsWithoutSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "。", "！", "？", "；", "．", "｡": true
    default: false
    }
  }

  /// Whether it belongs to the sentence whose end is before it.
  static func follows(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "'", ")", "]", "”", "’", "»", "」", "』", "）", "】", "》", "〉": true
    default: ends(scalar)
    }
  }
}
