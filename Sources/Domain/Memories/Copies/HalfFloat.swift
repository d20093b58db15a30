/// Numbers of 16 bits, IEEE 754 binary16, as the database keeps vectors.
enum HalfFloat {
  /// From the bits of a finite number: exponent and fraction in their places, then as far up as the
  /// exponents of both forms differ. That does for subnormal numbers too.
  static func float(_ half: UInt16) -> Float {
    let half = UInt32(half)
    return Float(bitPattern: (half & 0x7FFF) << 13 | (half & 0x8000) << 16) * 0x1p112
  }
}
