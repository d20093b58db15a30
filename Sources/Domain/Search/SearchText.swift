/// A text as the word index takes it: scripts that put no spaces between words are split into
/// pairs of characters, since the parser of PostgreSQL would take a whole sentence for one word.
/// Letters are lower case.
struct SearchText: Equatable, Sendable {
  /// The most bytes of UTF-8 that are indexed, after splitting: what becomes of them fits into a
  /// `tsvector`, which holds 1 MiB.
  static let maxIndexedBytes = 256 * 1024
  /// The most bytes of UTF-8 of a query, after splitting.
  static let maxQueryBytes = 8 * 1024

  /// What the text begins with, up to its first blank: the name of who speaks, or of what the text
  /// is about. It is indexed with weight A, the rest without.
  let lead: String
  let rest: String
  /// Whether the end of the text is left out.
  let isClipped: Bool

  init(indexing text: String) {
    var splitter = PairSplitter(maxBytes: Self.maxIndexedBytes, keepsSingles: true)
    splitter.append(text)
    let words = splitter.words.drop(while: \.isWhitespace)
    let end = words.firstIndex(where: \.isWhitespace) ?? words.endIndex
    lead = String(words[..<end])
    rest = String(words[end...].drop(while: \.isWhitespace))
    isClipped = splitter.isFull
  }

  /// All that is indexed, where the beginning is like the rest.
  var whole: String { "\(lead) \(rest)" }

  /// The words to search for, each separated by blanks from what was split.
  static func query(_ text: String) -> String {
    var splitter = PairSplitter(maxBytes: maxQueryBytes, keepsSingles: false)
    splitter.append(text)
    return splitter.words
  }
}
