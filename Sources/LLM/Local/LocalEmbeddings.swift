/// Built-in embeddings: no network, no model file, the same vectors on every machine, always.
///
/// They know words and their parts, not meanings: texts are close that share words, related forms of
/// words or, in scripts without spaces, characters in a row. Good enough to try everything.
public struct LocalEmbeddings: EmbeddingProvider {
  /// What the length of vectors may be.
  public static let dimensionLimits = 64...4096
  /// How many bytes of a text count.
  static let maxTextBytes = 65_536

  public let model: EmbeddingModel
  public let maxBatch = 256

  /// Throws `invalidEndpoint` for dimensions out of the limits.
  public init(dimensions: Int = 1536) throws(LLMError) {
    guard Self.dimensionLimits.contains(dimensions) else {
      throw LLMError(
        .invalidEndpoint, attempted: "reading the settings of embeddings",
        reason: "dimensions: expected 64 to 4096 for the local model")
    }
    // The number is the version of everything that makes up a vector.
    model = EmbeddingModel(name: "local-1", dimensions: dimensions)
  }

  public func embed(
    _ texts: [String], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    try texts.map { text in
      try Task.checkCancellation()
      if let deadline, deadline <= .now {
        throw LLMError(
          .deadlineExceeded, attempted: "embedding \(texts.count) texts with \(model.name)",
          reason: "the deadline passed")
      }
      return embed(text)
    }
  }

  /// The vector of one text: of unit length, and a fixed one for a text without any word.
  public func embed(_ text: String) -> [Float] {
    var vector = [Float](repeating: 0, count: model.dimensions)
    let count = UInt64(model.dimensions)
    for (hash, weight) in LocalFeatures(text.clipped(toBytes: Self.maxTextBytes)).features {
      // The upper half chooses the place, the lowest bit the sign.
      let place = Int(((hash >> 32) &* count) >> 32)
      vector[place] += hash & 1 == 0 ? weight : -weight
    }
    return UnitVector.scaling(vector) ?? Self.fixed(dimensions: model.dimensions)
  }

  private static func fixed(dimensions: Int) -> [Float] {
    [1] + [Float](repeating: 0, count: dimensions - 1)
  }
}
