/// The capitalised words of one sentence, those in a row joined.
struct NameScanner {
  /// Words of a name; longer ones are several.
  static let maxWords = 6

  struct Mention {
    var words: [String]
    /// Whether it begins where every word is capitalised.
    let isAtStart: Bool
  }

  private(set) var mentions: [Mention] = []
  /// Words without a capital.
  private(set) var lowercase: [String] = []
  private var open: [String] = []
  private var isOpenAtStart = false
  private var isAtStart = true
  private var isAfterDeterminer = false
  private let isShouted: Bool

  init(_ tokens: [FactToken]) {
    let words = tokens.filter { $0.kind == .word }
    isShouted = words.count > 3 && words.count { Self.isAllCaps($0.text) } * 2 > words.count
  }

  mutating func add(_ token: FactToken) {
    guard token.kind == .word else { return addMark(token.text) }
    let word = Self.withoutPossessive(token.text)
    defer {
      isAtStart = false
      isAfterDeterminer = Self.determiners.contains(word)
    }
    if isName(word) {
      if open.isEmpty { isOpenAtStart = isAtStart && !Self.isAllCaps(word) }
      open.append(word)
    } else if !open.isEmpty, Self.connectors.contains(word) {
      open.append(word)
    } else {
      breakOff()
      lowercase.append(word == token.text ? token.lowercased : word.lowercased())
    }
  }

  /// Ends what is joined.
  mutating func breakOff() {
    while let last = open.last, Self.connectors.contains(last) { open.removeLast() }
    if !open.isEmpty, !isShouted {
      mentions.append(
        Mention(words: Array(open.prefix(Self.maxWords)), isAtStart: isOpenAtStart))
    }
    open = []
  }

  private mutating func addMark(_ mark: String) {
    breakOff()
    isAfterDeterminer = false
    // What they begin is written as a sentence is.
    if Self.openers.contains(mark) { isAtStart = true }
  }

  private func isName(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first, first.isUppercase else { return false }
    // German writes every noun so; its names have no article.
    guard !isAfterDeterminer else { return false }
    let stem = word.prefix { $0 != "'" && $0 != "’" }
    return !Self.isFunctionWord(String(stem))
  }

  static func withoutPossessive(_ word: String) -> String {
    guard word.utf8.last == UInt8(ascii: "s") else { return word }
    return word.hasSuffix("'s") || word.hasSuffix("’s") ? String(word.dropLast(2)) : word
  }

  private static func isFunctionWord(_ word: String) -> Bool {
    FunctionWords.contains(LocalFeatures.wordHash(TextUnits(word).scalars[...]))
  }

  private static func isAllCaps(_ word: String) -> Bool {
    var count = 0
    for scalar in word.unicodeScalars where scalar.isAlphabetic {
      guard scalar.isUppercase else { return false }
      count += 1
    }
    return count > 1
  }

  private static let openers: Set = [":", "\"", "“", "„", "«", "(", "¿", "¡"]
  private static let connectors: Set = ["of", "von", "van", "der", "de", "del", "di", "da", "zu"]
  private static let determiners = Set(
    """
    der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner dein
    deine deinen sein seine seinen ihr ihre ihren unser unsere unseren am im zum zur vom beim ins ans
    kein keine keinen
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
