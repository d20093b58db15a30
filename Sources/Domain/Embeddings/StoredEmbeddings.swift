import LLM
import Postgres

/// Embeddings on their way into the database, with the memories that they are of.
struct StoredEmbeddings: Sendable {
  /// Texts of one store that are embedded at once, in bytes; more of them would hold others up.
  private static let maxTextBytes = 32_768

  let modelID: Int16
  /// Each as PostgreSQL takes it: the count, two empty bytes, then the numbers, all of 16 bits.
  let vectors: [[UInt8]]

  /// Those of `contents`, where the model is computed here and they are not too long.
  ///
  /// Throws what the provider throws.
  init?(
    of contents: [String], organization: String, model: EmbeddingModels.Ready,
    deadline: ContinuousClock.Instant?
  ) async throws {
    guard model.isBuiltIn,
      contents.reduce(0, { $0 + $1.utf8.count }) <= Self.maxTextBytes
    else { return nil }
    modelID = model.deployed.id
    vectors = try await model.embeddings.embed(
      contents.map { CachedEmbeddings.Text($0, organization: organization) }, deadline: deadline
    ).map(Self.bytes)
  }

  private static func bytes(of vector: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * vector.count + 4)
    append(UInt16(clamping: vector.count), to: &bytes)
    append(0, to: &bytes)
    for number in vector { append(HalfFloat.half(number), to: &bytes) }
    return bytes
  }

  private static func append(_ number: UInt16, to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: number >> 8))
    bytes.append(UInt8(truncatingIfNeeded: number))
  }
}
