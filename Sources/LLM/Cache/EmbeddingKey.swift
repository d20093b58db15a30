import Crypto

/// What a cached vector is of: organization, model, where that is served, and text, as one SHA-256.
struct EmbeddingKey: Hashable, Sendable {
  private let digest: SHA256Digest

  init(organization: String, model: EmbeddingModel, place: String, text: String) {
    var hash = SHA256()
    // With lengths, so that no two of them have the same bytes.
    for part in [organization, model.name, "\(model.dimensions)", place, text] {
      unsafe withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) {
        unsafe hash.update(bufferPointer: $0)
      }
      hash.update(data: Array(part.utf8))
    }
    digest = hash.finalize()
  }
}
