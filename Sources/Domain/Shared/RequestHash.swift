import Crypto

/// SHA-256 over the fields of a request, each with its length, so that no two different requests
/// have the same encoding.
///
/// The database keeps the result: what is fed in, and in which order, must never change.
struct RequestHash {
  private var hash = SHA256()

  /// Adds a text.
  mutating func add(_ text: String) {
    add(Int64(text.utf8.count))
    var text = text
    text.withUTF8 { unsafe hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
  }

  /// Adds a text that may be absent, which differs from one that is empty.
  mutating func add(_ text: String?) {
    add(Int64(text == nil ? 0 : 1))
    if let text { add(text) }
  }

  /// Adds a number, big-endian.
  mutating func add(_ number: Int64) {
    unsafe withUnsafeBytes(of: number.bigEndian) { unsafe hash.update(bufferPointer: $0) }
  }

  /// The 32 bytes.
  func finish() -> [UInt8] { Array(hash.finalize()) }
}
