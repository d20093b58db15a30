import Synchronization

/// Vectors that were made before, bounded by bytes; what was used longest ago goes first.
public final class EmbeddingCache: Sendable {
  /// What an entry takes beside its numbers, about.
  static let bytesPerEntry = 192

  private struct State {
    var vectors = RecencyList<EmbeddingKey, [Float]>()
    var bytes = 0
  }

  private let maxBytes: Int
  private let state = Mutex(State())

  public init(maxBytes: Int) { self.maxBytes = max(maxBytes, 0) }

  /// How many bytes it takes now, about; never more than it may.
  public var byteCount: Int { state.withLock(\.bytes) }
  /// How many vectors it has.
  public var count: Int { state.withLock(\.vectors.count) }

  func vector(_ key: EmbeddingKey) -> [Float]? {
    state.withLock { $0.vectors.use(key) }
  }

  func store(_ vector: [Float], for key: EmbeddingKey) {
    let size = Self.size(vector)
    guard size <= maxBytes else { return }
    state.withLock { state in
      guard state.vectors.use(key) == nil else { return }
      while state.bytes > maxBytes - size, let oldest = state.vectors.removeOldest() {
        state.bytes -= Self.size(oldest)
      }
      state.vectors.insert(key, vector)
      state.bytes += size
    }
  }

  private static func size(_ vector: [Float]) -> Int {
    vector.count * MemoryLayout<Float>.size + bytesPerEntry
  }
}
