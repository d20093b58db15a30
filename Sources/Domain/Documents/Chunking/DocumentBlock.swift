/// A part of a document that belongs together, with the blank lines that follow it.
struct DocumentBlock: Equatable {
  enum Kind: Equatable {
    /// Sentences.
    case prose
    /// Lines that mean little apart: code, a table.
    case verbatim
    /// A heading of a level from 1 to 6; `title` is where its text lies.
    case heading(level: Int, title: Range<Int>)
  }

  let kind: Kind
  /// Its bytes in the document.
  let range: Range<Int>
}

/// The blocks of a document, one after the other, which together are all of its bytes.
struct BlockScanner: IteratorProtocol {
  private let text: [UInt8]
  private let isMarkdown: Bool
  private var place = 0

  /// Blocks of UTF-8.
  init(_ text: [UInt8], format: DocumentFormat) {
    self.text = text
    isMarkdown = format == .markdown
  }

  mutating func next() -> DocumentBlock? {
    let start = place
    skipBlankLines()
    guard place < text.count else {
      place = text.count
      return start < place ? DocumentBlock(kind: .prose, range: start..<place) : nil
    }
    let kind = isMarkdown ? markdownBlock() : paragraph()
    skipBlankLines()
    return DocumentBlock(kind: kind, range: start..<place)
  }

  // MARK: Blocks

  private mutating func markdownBlock() -> DocumentBlock.Kind {
    let line = line(at: place)
    if let heading = line.atxHeading {
      place = line.end
      return .heading(level: heading.level, title: heading.title)
    }
    if let fence = line.openingFence {
      place = line.end
      skip { $0.closes(fence) }
      if place < text.count { place = self.line(at: place).end }
      return .verbatim
    }
    if line.end < text.count {
      let following = self.line(at: line.end)
      if let level = following.setextLevel {
        place = following.end
        return .heading(level: level, title: line.trimmed)
      }
      if line.hasBar, following.isTableDelimiter {
        skip { $0.isBlank || !$0.hasBar }
        return .verbatim
      }
    }
    return paragraph()
  }

  /// Ends before a blank line or, in Markdown, before what is another block.
  private mutating func paragraph() -> DocumentBlock.Kind {
    place = line(at: place).end
    let isMarkdown = isMarkdown
    skip { line in
      line.isBlank || (isMarkdown && (line.atxHeading != nil || line.openingFence != nil))
    }
    return .prose
  }

  /// Goes on to the first line that fits, or to the end.
  private mutating func skip(to isWanted: (MarkdownLine) -> Bool) {
    while place < text.count {
      let line = line(at: place)
      if isWanted(line) { return }
      place = line.end
    }
  }

  private mutating func skipBlankLines() { skip { !$0.isBlank } }

  private func line(at start: Int) -> MarkdownLine {
    let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
    return MarkdownLine(text[start..<end])
  }
}
