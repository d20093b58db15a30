/// Splits runs of unspaced script into overlapping pairs of characters, lower-cases the rest, and
/// puts blanks in place of marks and signs beyond ASCII. No character is cut, and nothing is added
/// beyond `maxBytes`.
///
/// A database with the locale C would lower-case ASCII only, and take such marks for letters.
struct PairSplitter {
  private let maxBytes: Int
  /// Whether an ideograph is written by itself too. It is in an index, where a word of a single
  /// ideograph has to be found, and not in a query, where pairs say more.
  private let keepsSingles: Bool

  private(set) var words = ""
  /// Whether something did not fit.
  private(set) var isFull = false

  private var previous: Character?
  private var runLength = 0

  init(maxBytes: Int, keepsSingles: Bool) {
    self.maxBytes = maxBytes
    self.keepsSingles = keepsSingles
  }

  mutating func append(_ text: String) {
    for character in text {
      if UnspacedScript.contains(character) {
        addToRun(character)
      } else {
        endRun()
        write(Self.isOfWords(character) ? character.lowercased() : " ")
      }
      if isFull { return }
    }
    endRun()
  }

  private static func isOfWords(_ character: Character) -> Bool {
    guard !character.isASCII, let scalar = character.unicodeScalars.first else { return true }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private mutating func addToRun(_ character: Character) {
    if let previous {
      write(" \(previous)\(character)")
    }
    if keepsSingles, UnspacedScript.isIdeograph(character) {
      write(" \(character)")
    }
    previous = character
    runLength += 1
  }

  /// A run of one character has no pair; it stands for itself.
  private mutating func endRun() {
    guard let last = previous else { return }
    if runLength == 1, !(keepsSingles && UnspacedScript.isIdeograph(last)) {
      write(" \(last)")
    }
    if words.utf8.count < maxBytes { words += " " }
    previous = nil
    runLength = 0
  }

  private mutating func write(_ piece: String) {
    guard !isFull, words.utf8.count + piece.utf8.count <= maxBytes else {
      isFull = true
      return
    }
    words += piece
  }
}
