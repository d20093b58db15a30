/// Makes a conversation's title from what a user said.
enum ConversationTitle {
  /// The most characters of a title that is made.
  static let maxCharacters = 80

  /// The first sentence of `text` in one line, at most ``maxCharacters`` characters and
  /// ``TextLimits/maxNameBytes`` bytes; empty when there is nothing to make it from.
  ///
  /// A longer sentence is cut between words where there are any, and ends in an ellipsis. No
  /// character is ever cut. A blank line ends a sentence too.
  static func make(from text: String) -> String {
    var title = Draft()
    var blanks = 0
    var lineBreaks = 0
    for character in text {
      if isBlank(character) {
        blanks += 1
        lineBreaks += character.isNewline ? 1 : 0
        continue
      }
      if blanks > 0, !title.isEmpty {
        if title.endsSentence(beforeBlank: true) || lineBreaks > 1 { break }
        title.append(" ")
      } else if !closers.contains(character), title.endsSentence(beforeBlank: false) {
        break
      }
      (blanks, lineBreaks) = (0, 0)
      guard title.append(character) else { break }
    }
    return title.finished
  }

  /// What may stand between the end of a sentence and the blank after it.
  private static let closers: Set<Character> = [
    ")", "]", "}", "\"", "'", "’", "”", "»", "」", "』", "）",
  ]

  private static func isBlank(_ character: Character) -> Bool {
    character.isWhitespace
      || character.unicodeScalars.first?.properties.generalCategory == .control
  }

  /// A title in the making.
  private struct Draft {
    private var text = ""
    private var characterCount = 0
    private var isCut = false

    var isEmpty: Bool { text.isEmpty }

    /// Whether there is room for the character, which is then added.
    @discardableResult
    mutating func append(_ character: Character) -> Bool {
      let ellipsisBytes = 3
      guard characterCount < maxCharacters,
        text.utf8.count + character.utf8.count <= TextLimits.maxNameBytes - ellipsisBytes
      else {
        isCut = true
        return false
      }
      text.append(character)
      characterCount += 1
      return true
    }

    /// A full stop after a single word, as in `1.` or `Dr.`, ends nothing.
    func endsSentence(beforeBlank: Bool) -> Bool {
      var rest = Substring(text)
      while let last = rest.last, closers.contains(last) { rest.removeLast() }
      switch rest.last {
      case "。", "！", "？", "।", "۔": return true
      case "!", "?", "…", "؟": return beforeBlank
      case ".": return beforeBlank && text.contains(" ")
      default: return false
      }
    }

    /// The title; cut, if it must be, between words, unless that would lose half of it.
    var finished: String {
      guard isCut, !text.isEmpty else { return text }
      var kept = Substring(text)
      if characterCount == maxCharacters { kept.removeLast() }
      if let space = kept.lastIndex(of: " "), kept[..<space].count >= maxCharacters / 2 {
        kept = kept[..<space]
      }
      return kept + "…"
    }
  }
}
