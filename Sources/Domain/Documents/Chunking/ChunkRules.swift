/// How large the chunks of documents are.
public struct ChunkRules: Sendable, Hashable {
  /// What the size of a chunk may be.
  public static let tokenRange: ClosedRange<Int32> = 64...4_000

  /// The most tokens of a chunk, as estimated.
  public var maxTokens: Int32 = 400
  /// The most tokens of the chunk before that one begins with: at most half of a chunk.
  public var overlapTokens: Int32 = 50

  /// The defaults that stand beside each property.
  public init() {}

  /// In the unit of `TokenEstimate`. The first byte of a chunk may cost more than it does within the
  /// document.
  var maxPrice: Int { Int(maxTokens) * TokenEstimate.unit - TokenEstimate.maxBytePrice }
  var overlapPrice: Int {
    let tokens = min(Int(overlapTokens), Int(maxTokens) / 2)
    return max(tokens * TokenEstimate.unit - TokenEstimate.maxBytePrice, 0)
  }
}

/// Where a chunk lies in its document.
struct Chunk: Sendable, Hashable {
  /// Its bytes; it begins with the end of the chunk before it.
  let range: Range<Int>
  /// The headings above its beginning, outermost first; empty where there is none.
  let heading: String
  let tokenCount: Int32
}
