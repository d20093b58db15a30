/// The memory of one message while it is packed or unpacked.
///
/// Pieces are cut from a few chunks and are freed all at once, with the arena. A budget bounds what
/// unpacking may take; it also counts the Swift values that are made from the pieces, which lie
/// outside the arena. Not `Sendable`: it serves one call on one thread.
@safe final class MessageArena {
  /// Fits every struct of protobuf-c, whose members are at most pointers and 64-bit numbers.
  private static let alignment = 8
  /// Chunks double up to this size.
  private static let largestChunkBytes = 1 << 20

  /// Bytes that may still be taken.
  private(set) var budget: Int
  private let firstChunk: UnsafeMutableRawPointer
  private var laterChunks: [UnsafeMutableRawPointer] = unsafe []
  private var lastChunkBytes: Int
  private var next: UnsafeMutableRawPointer
  private var available: Int

  /// - Parameters:
  ///   - expectedBytes: What will probably be taken; the size of the first chunk.
  ///   - budget: The most that may be taken.
  init(expectedBytes: Int, budget: Int = .max) {
    lastChunkBytes = min(max(expectedBytes, 512), Self.largestChunkBytes)
    unsafe firstChunk = .allocate(byteCount: lastChunkBytes, alignment: Self.alignment)
    unsafe next = firstChunk
    available = lastChunkBytes
    self.budget = budget
  }

  deinit {
    unsafe firstChunk.deallocate()
    unsafe laterChunks.forEach { unsafe $0.deallocate() }
  }

  /// Counts bytes that are taken elsewhere. Once refused, everything is refused.
  func charge(_ bytes: Int) -> Bool {
    guard bytes <= budget else {
      budget = -1
      return false
    }
    budget -= bytes
    return true
  }

  /// Whether the budget has refused something.
  var isOverBudget: Bool { budget < 0 }

  /// Uninitialized memory within the budget; nil when it is used up.
  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
    charge(bytes) ? unsafe take(bytes) : nil
  }

  /// Uninitialized memory, whatever the budget.
  func take(_ bytes: Int) -> UnsafeMutableRawPointer {
    let rounded = (bytes + Self.alignment - 1) & ~(Self.alignment - 1)
    if rounded > available { addChunk(atLeast: rounded) }
    let piece = unsafe next
    unsafe next += rounded
    available -= rounded
    return unsafe piece
  }

  private func addChunk(atLeast bytes: Int) {
    lastChunkBytes = max(bytes, min(lastChunkBytes * 2, Self.largestChunkBytes))
    unsafe next = .allocate(byteCount: lastChunkBytes, alignment: Self.alignment)
    available = lastChunkBytes
    unsafe laterChunks.append(next)
  }
}
