import LLM

/// Cuts documents into chunks by their structure.
///
/// Chunks cover all of a document in order. None is above the size. A chunk begins at a heading, a
/// paragraph or a sentence, and only what is larger than a chunk is cut within a sentence; code and
/// tables are kept whole where they fit. A chunk that goes on with the prose of the one before it
/// begins with the last sentences of that.
struct Chunker {
  /// The most bytes of a path of headings.
  static let maxHeadingBytes = 500

  private let rules: ChunkRules

  init(_ rules: ChunkRules) {
    self.rules = rules
  }

  /// The chunks of a text that is not empty.
  func chunks(of text: String, format: DocumentFormat) -> [Chunk] {
    let bytes = Array(text.utf8)
    var blocks = BlockScanner(bytes, format: format)
    let splitter = UnitSplitter(text, maxPrice: rules.maxPrice)
    var packer = ChunkPacker(rules)
    var headings = HeadingPath()
    while let block = blocks.next() {
      let units = splitter.units(of: block)
      if case .heading(let level, let title) = block.kind {
        packer.breakBeforeHeading()
        headings.enter(level, String(decoding: bytes[title], as: UTF8.self))
      }
      packer.add(units, of: block, under: headings)
    }
    return packer.finish().map { place in
      let content = String(decoding: bytes[place.range], as: UTF8.self)
      return Chunk(
        range: place.range, heading: place.heading,
        tokenCount: TokenEstimate.tokens(in: content))
    }
  }
}

/// The headings above a place.
struct HeadingPath {
  private var headings: [(level: Int, title: String)] = []
  private(set) var text = ""

  /// Goes on below a heading.
  mutating func enter(_ level: Int, _ title: String) {
    headings.removeAll { $0.level >= level }
    headings.append((level, title))
    text = headings.map(\.title).filter { !$0.isEmpty }.joined(separator: " > ")
      .clipped(toBytes: Chunker.maxHeadingBytes)
  }
}
