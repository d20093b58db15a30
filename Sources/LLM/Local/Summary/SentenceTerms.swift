/// What a sentence is about: words without function words, and of scripts without spaces pairs of
/// characters, each with its count. Pairs of Hiragana are left out, as they are mostly endings.
struct SentenceTerms {
  private(set) var counts: [UInt64: Int] = [:]

  init(_ text: String) {
    let source = TextUnits(text)
    for unit in source.units {
      let scalars = source.scalars[unit.range]
      switch unit.kind {
      case .run where scalars.count > 1:
        for start in scalars.indices.dropLast() {
          let pair = scalars[start...(start + 1)]
          if !pair.allSatisfy(Self.isHiragana) { add(pair) }
        }
      case .word, .run, .symbol: add(scalars)
      }
    }
  }

  private static func isHiragana(_ value: UInt32) -> Bool { (0x3041...0x309f).contains(value) }

  private mutating func add(_ scalars: ArraySlice<UInt32>) {
    let hash = LocalFeatures.wordHash(scalars)
    guard !FunctionWords.contains(hash) else { return }
    counts[hash, default: 0] += 1
  }
}
