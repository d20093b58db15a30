/// The part of a second after the point, in nanoseconds, as times are written in JSON.
enum Fraction {
  /// With three, six or nine digits and the point before them; empty for 0.
  static func text(nanos: Int32) -> String {
    guard nanos != 0 else { return "" }
    let count = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9
    return "." + nanos.digits(9).prefix(count)
  }

  /// - Parameter digits: One to nine digits; nil stands for none.
  static func nanos(_ digits: Substring?) -> Int32 {
    guard let digits else { return 0 }
    return Int32(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
  }
}
