import FoundationEssentials

/// Makes UUIDs of version 7 (RFC 9562): they rise with time, so new rows land at an index's end.
enum UUIDv7 {
  /// A new one for now.
  static func make() -> UUID {
    var generator = SystemRandomNumberGenerator()
    return make(
      microsecondsSinceUnixEpoch: UInt64(max(0, Date().timeIntervalSince1970 * 1_000_000)),
      random: generator.next())
  }

  /// 48 bits of milliseconds; 12 bits of the fraction below (method 3 of the RFC); 62 random bits.
  static func make(microsecondsSinceUnixEpoch time: UInt64, random: UInt64) -> UUID {
    let (milliseconds, microseconds) = time.quotientAndRemainder(dividingBy: 1_000)
    let fraction = microseconds * 4_096 / 1_000
    let high = milliseconds << 16 | 0x7000 | fraction
    let low = random & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
      UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
    }
    return UUID(
      uuid: (
        byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5),
        byte(high, 6), byte(high, 7), byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
        byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
      ))
  }
}
