/// Numbers of 16 bits, IEEE 754 binary16, as the database keeps vectors.
enum HalfFloat {
  /// From the bits of a finite number: exponent and fraction in their places, then as far up as the
  /// exponents of both forms differ. That does for subnormal numbers too.
  static func float(_ half: UInt16) -> Float {
    let half = UInt32(half)
    return Float(bitPattern: (half & 0x7FFF) << 13 | (half & 0x8000) << 16) * 0x1p112
  }

  /// The bits of the nearest one.
  static func half(_ float: Float) -> UInt16 { float == 0 ? 0 : Float16(float).bitPattern }

  /// The numbers of a vector as PostgreSQL sends it; `nil` when it is none.
  static func halves(sent: [UInt8]) -> [UInt16]? {
    // Two numbers of 16 bits come first: how many there are, and one without use.
    guard sent.count % 2 == 0, let count = UInt16(bigEndianBytes: sent.prefix(2)),
      sent.count == 4 + 2 * Int(count)
    else { return nil }
    return unsafe sent.withUnsafeBytes { bytes in
      stride(from: 4, to: bytes.count, by: 2).map { place in
        unsafe UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
      }
    }
  }
}
