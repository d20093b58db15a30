/// Says, scalar by scalar, where parts of a text end.
protocol UnitEnds {
  /// Whether a part ends before this scalar, which follows the one that was asked about last.
  mutating func isEnd(before scalar: Unicode.Scalar) -> Bool
}

/// Ends behind line feeds.
struct LineEnds: UnitEnds {
  private var last: Unicode.Scalar?

  mutating func isEnd(before scalar: Unicode.Scalar) -> Bool {
    defer { last = scalar }
    return last == "\n"
  }
}

/// Ends behind marks that end sentences, in any script, what closes quotes and brackets after them,
/// and the blanks that follow; and before the items of lists.
///
/// Where a script has no blanks between sentences, none is needed.
struct SentenceEnds: UnitEnds {
  private enum State {
    case within
    /// Behind a mark that ends a sentence where a blank follows.
    case marked
    /// Behind a mark that ends a sentence.
    case ended
    /// Behind the blanks after it.
    case blank
    /// At the beginning of a line that goes on with a sentence.
    case line
  }

  private var state = State.within

  mutating func isEnd(before scalar: Unicode.Scalar) -> Bool {
    let isBlank = scalar.properties.isWhitespace
    let isCloser = Self.isCloser(scalar)
    let isEnd =
      switch state {
      case .blank: !isBlank
      case .ended: !isBlank && !isCloser && !Self.isMark(scalar)
      case .line: Self.beginsItem(scalar)
      case .within, .marked: false
      }
    switch state {
    case .marked where isBlank, .ended where isBlank, .blank where isBlank: state = .blank
    case .marked where isCloser, .ended where isCloser: break
    case .line where isBlank: break
    default: state = Self.state(after: scalar)
    }
    return isEnd
  }

  private static func state(after scalar: Unicode.Scalar) -> State {
    if isWideMark(scalar) { return .ended }
    if isMark(scalar) { return .marked }
    return scalar == "\n" ? .line : .within
  }

  /// Marks that end a sentence, most of them where a blank follows.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "!", "?", "…", "؟", "۔", "।", "॥", "။", "።", "៕", "։": true
    default: isWideMark(scalar)
    }
  }

  /// Marks that need no blank.
  private static func isWideMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "。", "！", "？", "｡": true
    default: false
    }
  }

  private static func isCloser(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "'", ")", "]", "}", "*", "_", "”", "’", "»", "」", "』", "）", "】": true
    default: false
    }
  }

  private static func beginsItem(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "*", "+", ">", "|", "•": true
    default: false
    }
  }
}
