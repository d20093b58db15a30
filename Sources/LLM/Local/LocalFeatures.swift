/// The hashed features of a text with their weights.
///
/// - A word counts 1, its n-grams of 3 to 5 characters (its ends are characters too) together about
///   as much, whatever its length: related forms of a word share most of them.
/// - A script without spaces has single characters, pairs and triples in place of words.
/// - What comes k times counts √k times. Only sums, products and square roots, which IEEE 754
///   rounds the same way everywhere, are used.
struct LocalFeatures {
  /// What tells kinds of features apart; part of the model.
  private enum Seed {
    static let word: UInt64 = 1
    static let gram: UInt64 = 2
    static let run: UInt64 = 3
    static let symbol: UInt64 = 4
  }

  private static let gramShare: Float = 0.9
  private static let functionWordWeight: Float = 0.15
  /// By the length of the piece of a run: one character, two, three.
  private static let runWeights: [Float] = [0.3, 0.8, 0.5]
  /// Stands for both ends of a word; no scalar of a word has this value.
  private static let boundary: UInt32 = 0x20

  private(set) var features: [(hash: UInt64, weight: Float)] = []
  private var counts: [UInt64: Int] = [:]
  private var pieces: [(hash: UInt64, weight: Float, word: Range<Int>?, count: Int)] = []

  init(_ text: String) {
    let source = TextUnits(text)
    counts.reserveCapacity(source.scalars.count)
    for unit in source.units { count(unit, source.scalars) }
    features.reserveCapacity(pieces.count + 3 * source.scalars.count)
    for piece in pieces { emit(piece, source.scalars) }
  }

  static func wordHash(_ word: ArraySlice<UInt32>) -> UInt64 { hash(word, seed: Seed.word) }

  private static func hash(_ scalars: ArraySlice<UInt32>, seed: UInt64) -> UInt64 {
    var hash = StableHash(seed: seed)
    for scalar in scalars { hash.append(scalar) }
    return hash.value
  }

  // MARK: Pieces, each once with its count

  private mutating func count(_ unit: TextUnits.Unit, _ scalars: [UInt32]) {
    switch unit.kind {
    case .word: count(Self.wordHash(scalars[unit.range]), 1, word: unit.range)
    case .symbol: count(Self.hash(scalars[unit.range], seed: Seed.symbol), 1, word: nil)
    case .run: countRun(scalars[unit.range])
    }
  }

  private mutating func countRun(_ run: ArraySlice<UInt32>) {
    for start in run.indices {
      var hash = StableHash(seed: Seed.run)
      for (offset, weight) in Self.runWeights.enumerated() where start + offset < run.endIndex {
        hash.append(run[start + offset])
        count(hash.value, weight, word: nil)
      }
    }
  }

  private mutating func count(_ hash: UInt64, _ weight: Float, word: Range<Int>?) {
    let place = counts[hash, default: pieces.count]
    if place < pieces.count {
      pieces[place].count += 1
    } else {
      counts[hash] = place
      pieces.append((hash, weight, word, 1))
    }
  }

  // MARK: Features

  private mutating func emit(
    _ piece: (hash: UInt64, weight: Float, word: Range<Int>?, count: Int), _ scalars: [UInt32]
  ) {
    let weight = piece.weight * Float(piece.count).squareRoot()
    guard let word = piece.word else { return features.append((piece.hash, weight)) }
    guard !FunctionWords.contains(piece.hash) else {
      return features.append((piece.hash, weight * Self.functionWordWeight))
    }
    features.append((piece.hash, weight))
    emitGrams(scalars[word], weight: weight * Self.gramShare)
  }

  private mutating func emitGrams(_ word: ArraySlice<UInt32>, weight: Float) {
    let length = word.count + 2
    guard length >= 3 else { return }
    let count = (3...5).reduce(0) { $0 + max(length - $1 + 1, 0) }
    let each = weight / Float(count).squareRoot()
    for start in 0...(length - 3) {
      var hash = StableHash(seed: Seed.gram)
      for offset in 0..<min(5, length - start) {
        let place = start + offset
        let isEnd = place == 0 || place == length - 1
        hash.append(isEnd ? Self.boundary : word[word.startIndex + place - 1])
        if offset >= 2 { features.append((hash.value, each)) }
      }
    }
  }
}
