/// Scripts whose words are not told apart by spaces, and Hangul, whose words end in particles.
enum UnspacedScript {
  /// Whether the character, a digit or a mark of punctuation excepted, is of such a script.
  static func contains(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x0E00 else { return false }
    return blocks.contains { $0.contains(scalar.value) } && scalar.properties.isAlphabetic
  }

  static func isIdeograph(_ character: Character) -> Bool {
    character.unicodeScalars.first?.properties.isIdeographic ?? false
  }

  private static let blocks: [ClosedRange<UInt32>] = [
    0x0E00...0x0EFF,  // Thai, Lao
    0x1000...0x109F,  // Myanmar
    0x1100...0x11FF,  // Hangul, by letters
    0x1780...0x17FF,  // Khmer
    0x3005...0x3007,  // ideographic marks
    0x3040...0x30FF,  // Hiragana, Katakana
    0x3130...0x318F,  // Hangul, by letters
    0x31F0...0x31FF,  // Katakana
    0x3400...0x4DBF,  // Han
    0x4E00...0x9FFF,  // Han
    0xA9E0...0xA9FF,  // Myanmar
    0xAA60...0xAA7F,  // Myanmar
    0xAC00...0xD7A3,  // Hangul, by syllables
    0xF900...0xFAFF,  // Han
    0xFF66...0xFF9F,  // Katakana, of half width
    0x20000...0x3FFFD,  // Han
  ]
}
