import FoundationEssentials

/// Version 7 UUIDs (RFC 9562): 48 bits of Unix time in milliseconds, then random bits, so that ids
/// made later sort later.
public enum UUIDv7 {
  /// A new id in its text form, lower case.
  public static func next() -> String {
    let milliseconds = UInt64(max(0, Date().timeIntervalSince1970 * 1_000))
    var generator = SystemRandomNumberGenerator()
    return text(milliseconds: milliseconds, high: generator.next(), low: generator.next())
  }

  /// The id of a time and 74 random bits: the low 12 of `high` and the low 62 of `low`.
  static func text(milliseconds: UInt64, high: UInt64, low: UInt64) -> String {
    let first = hex(milliseconds << 16 | 0x7000 | high & 0x0FFF)
    let second = hex(0x8000_0000_0000_0000 | low & 0x3FFF_FFFF_FFFF_FFFF)
    return [
      first.prefix(8), first.dropFirst(8).prefix(4), first.suffix(4), second.prefix(4),
      second.suffix(12),
    ].joined(separator: "-")
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
