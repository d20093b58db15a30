/// A line of a document, with its line end, as Markdown reads it.
struct MarkdownLine {
  /// What begins and ends a block of code: so many times this byte.
  struct Fence {
    let byte: UInt8
    let count: Int
  }

  private let bytes: ArraySlice<UInt8>
  /// Without spaces at both ends.
  private let content: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    let start = bytes.firstIndex { !Self.isSpace($0) } ?? bytes.endIndex
    let last = bytes[start...].lastIndex { !Self.isSpace($0) }
    content = bytes[start..<(last.map { $0 + 1 } ?? start)]
  }

  /// Where the next line begins.
  var end: Int { bytes.endIndex }
  var trimmed: Range<Int> { content.indices }
  var isBlank: Bool { content.isEmpty }
  var hasBar: Bool { content.contains(UInt8(ascii: "|")) }

  /// What is indented further is code.
  private var isIndented: Bool { content.startIndex - bytes.startIndex > 3 }

  /// Level and text of a heading such as `## Text ##`.
  var atxHeading: (level: Int, title: Range<Int>)? {
    let level = content.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(level), !isIndented else { return nil }
    let rest = content.dropFirst(level)
    guard rest.first.map(Self.isSpace) ?? true else { return nil }
    let open = rest.drop(while: Self.isSpace)
    let last = open.lastIndex { $0 != UInt8(ascii: "#") && !Self.isSpace($0) }
    return (level, open.startIndex..<(last.map { $0 + 1 } ?? open.startIndex))
  }

  /// The level that the line gives the one before it.
  var setextLevel: Int? {
    guard let mark = content.first, !isIndented, content.allSatisfy({ $0 == mark }) else {
      return nil
    }
    if mark == UInt8(ascii: "=") { return 1 }
    return mark == UInt8(ascii: "-") && content.count > 1 ? 2 : nil
  }

  var openingFence: Fence? {
    guard let mark = content.first, !isIndented,
      mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~")
    else { return nil }
    let count = content.prefix { $0 == mark }.count
    guard count >= 3, mark != UInt8(ascii: "`") || !content.dropFirst(count).contains(mark) else {
      return nil
    }
    return Fence(byte: mark, count: count)
  }

  func closes(_ fence: Fence) -> Bool {
    !isIndented && content.count >= fence.count && content.allSatisfy { $0 == fence.byte }
  }

  /// A line such as `|---|:-:|`, below the head of a table.
  var isTableDelimiter: Bool {
    hasBar && content.contains(UInt8(ascii: "-"))
      && content.allSatisfy { byte in
        Self.isSpace(byte)
          || [UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: "-")].contains(byte)
      }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
