/// Splits blocks into units, which are never cut: sentences of prose, lines of what is verbatim, and
/// pieces of those that are larger than a chunk.
///
/// A unit ends between two characters, as Unicode tells them apart, unless one character alone is
/// larger than a chunk.
struct UnitSplitter {
  /// The bytes from the end of the unit before it up to `end`.
  struct Unit {
    let end: Int
    /// In the unit of `TokenEstimate`.
    let price: Int
  }

  private let text: String
  private let maxPrice: Int

  /// Units of `text`, none above `maxPrice`, which no single scalar reaches.
  init(_ text: String, maxPrice: Int) {
    self.text = text
    self.maxPrice = maxPrice
  }

  /// The units of a block, in order.
  func units(of block: DocumentBlock) -> [Unit] {
    var units: [Unit] = []
    var start = block.range.lowerBound
    for end in ends(of: block) {
      let price = price(of: start..<end)
      if price <= maxPrice {
        units.append(Unit(end: end, price: price))
      } else {
        units += pieces(of: start..<end)
      }
      start = end
    }
    return units
  }

  private func ends(of block: DocumentBlock) -> [Int] {
    switch block.kind {
    case .heading: [block.range.upperBound]
    case .verbatim: ends(in: block.range, after: LineEnds())
    case .prose: ends(in: block.range, after: SentenceEnds())
    }
  }

  /// Where parts end, the end of the range included.
  private func ends(in range: Range<Int>, after rule: some UnitEnds) -> [Int] {
    var rule = rule
    var ends: [Int] = []
    var place = range.lowerBound
    for scalar in text.unicodeScalars[index(range.lowerBound)..<index(range.upperBound)] {
      if rule.isEnd(before: scalar), place > range.lowerBound, isBetweenCharacters(place) {
        ends.append(place)
      }
      place += scalar.utf8.count
    }
    ends.append(range.upperBound)
    return ends
  }

  /// Cuts what is too large behind the last blank that fits, else behind the last character, else
  /// anywhere. Goes from character to character: to look for their bounds at any place would take as
  /// long as they are.
  private func pieces(of range: Range<Int>) -> [Unit] {
    var pieces = Pieces(
      maxPrice: maxPrice, start: range.lowerBound, after: byte(before: index(range.lowerBound)))
    let end = index(range.upperBound)
    var place = index(range.lowerBound)
    while place < end {
      let next = min(text.index(after: place), end)
      let scalars = text.unicodeScalars[place..<next]
      if price(of: place..<next) <= maxPrice {
        pieces.add(scalars)
      } else {
        for scalar in scalars.indices {
          pieces.add(scalars[scalar..<scalars.index(after: scalar)])
        }
      }
      place = next
    }
    return pieces.finish()
  }

  /// Pieces of what is never cut further, as large as they may be.
  private struct Pieces {
    private let maxPrice: Int
    private var units: [Unit] = []
    private var start: Int
    private var end: Int
    private var price = 0
    private var before: UInt8
    /// The end of what may be a piece, behind the last blank.
    private var blank: Unit?

    init(maxPrice: Int, start: Int, after before: UInt8) {
      self.maxPrice = maxPrice
      self.start = start
      self.before = before
      end = start
    }

    mutating func add(_ scalars: Substring.UnicodeScalarView) {
      let bytes = scalars.reduce(0) { $0 + $1.utf8.count }
      var own = 0
      for byte in scalars.lazy.flatMap(\.utf8) {
        own += TokenEstimate.price(of: byte, after: before)
        before = byte
      }
      while price + own > maxPrice, price > 0 { cut() }
      price += own
      end += bytes
      if scalars.last?.properties.isWhitespace ?? false { blank = Unit(end: end, price: price) }
    }

    private mutating func cut() {
      let unit = blank ?? Unit(end: end, price: price)
      units.append(unit)
      start = unit.end
      price -= unit.price
      blank = nil
    }

    consuming func finish() -> [Unit] {
      if start < end { units.append(Unit(end: end, price: price)) }
      return units
    }
  }

  private func price(of range: Range<Int>) -> Int {
    price(of: index(range.lowerBound)..<index(range.upperBound))
  }

  private func price(of range: Range<String.Index>) -> Int {
    var before = byte(before: range.lowerBound)
    return text.utf8[range].reduce(0) { price, byte in
      defer { before = byte }
      return price + TokenEstimate.price(of: byte, after: before)
    }
  }

  /// A document begins as after the end of a line.
  private func byte(before index: String.Index) -> UInt8 {
    index > text.startIndex ? text.utf8[text.utf8.index(before: index)] : UInt8(ascii: "\n")
  }

  private func isBetweenCharacters(_ place: Int) -> Bool {
    String.Index(index(place), within: text) != nil
  }

  private func index(_ place: Int) -> String.Index {
    text.utf8.index(text.startIndex, offsetBy: place)
  }
}
