/// Packs units into chunks.
struct ChunkPacker {
  /// Where a chunk lies, and the headings above it.
  struct Place {
    let range: Range<Int>
    let heading: String
  }

  private struct Part {
    let start: Int
    let unit: UnitSplitter.Unit
    let kind: Kind
    let heading: String
  }

  private enum Kind {
    case prose, verbatim, heading

    init(_ kind: DocumentBlock.Kind) {
      self =
        switch kind {
        case .prose: .prose
        case .verbatim: .verbatim
        case .heading: .heading
        }
    }
  }

  private let rules: ChunkRules
  private var chunks: [Place] = []
  /// What the chunk that is being packed has of the one before it, and what is its own.
  private var overlap: [Part] = []
  private var own: [Part] = []
  private var price = 0
  /// Where the next unit begins.
  private var place = 0

  init(_ rules: ChunkRules) {
    self.rules = rules
  }

  /// A chunk that is large enough ends before a heading.
  mutating func breakBeforeHeading() {
    let body = own.reduce(0) { $1.kind == .heading ? $0 : $0 + $1.unit.price }
    guard own.isEmpty || body >= rules.maxPrice / 3 else { return }
    emit()
    overlap = []
    price = 0
  }

  /// Adds the units of a block.
  ///
  /// A block that does not fit begins a chunk when it is one to be kept whole, or when the chunk that is
  /// being packed is half full; else it is cut between units.
  mutating func add(
    _ units: [UnitSplitter.Unit], of block: DocumentBlock, under headings: HeadingPath
  ) {
    let kind = Kind(block.kind)
    let total = units.reduce(0) { $0 + $1.price }
    let needed = total + trailingHeadings.reduce(0) { $0 + $1.unit.price }
    let isKeptWhole = kind == .verbatim || price >= rules.maxPrice / 2
    if price + total > rules.maxPrice, needed <= rules.maxPrice, isKeptWhole { close(for: total) }
    for unit in units {
      while price + unit.price > rules.maxPrice { close(for: unit.price) }
      own.append(Part(start: place, unit: unit, kind: kind, heading: headings.text))
      price += unit.price
      place = unit.end
    }
  }

  /// All chunks, once everything is added.
  consuming func finish() -> [Place] {
    emit()
    return chunks
  }

  /// Ends the chunk that is being packed; the next one has room for `wanted` more.
  private mutating func close(for wanted: Int) {
    guard !own.isEmpty else {
      overlap = []
      price = 0
      return
    }
    // A heading goes with what is below it.
    let carried = trailingHeadings
    let count = own.count - carried.count
    let rest = count > 0 ? carried : []
    if count > 0 { own.removeLast(carried.count) }
    let last = own
    emit()
    let carriedPrice = rest.reduce(0) { $0 + $1.unit.price }
    overlap = rest.isEmpty ? tail(of: last, atMost: rules.maxPrice - wanted) : []
    own = rest
    price = carriedPrice + overlap.reduce(0) { $0 + $1.unit.price }
  }

  /// The last prose of a chunk that the next one begins with.
  private func tail(of parts: [Part], atMost limit: Int) -> [Part] {
    var room = min(rules.overlapPrice, limit)
    var start = parts.endIndex
    // The first part stays: a chunk brings something new.
    while start > 1, parts[start - 1].kind == .prose, parts[start - 1].unit.price <= room {
      start -= 1
      room -= parts[start].unit.price
    }
    return Array(parts[start...])
  }

  private var trailingHeadings: [Part] {
    let count = own.reversed().prefix { $0.kind == .heading }.count
    return Array(own.suffix(count))
  }

  private mutating func emit() {
    guard let first = own.first, let last = own.last else { return }
    // A heading is above what follows it.
    let heading = own.first { $0.kind != .heading } ?? last
    chunks.append(
      Place(range: (overlap.first ?? first).start..<last.unit.end, heading: heading.heading))
    own = []
  }
}
