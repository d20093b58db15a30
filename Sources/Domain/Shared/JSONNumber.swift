/// The extent of a number in JSON text, as PostgreSQL's `numeric` measures it.
struct JSONNumber {
  /// `numeric` has room for this many digits after the decimal point.
  static let maxFractionDigits = 16_383
  /// `numeric` reads no greater exponent, of either sign, even on a zero.
  private static let maxExponent = Int(Int32.max) / 2

  private var isNegative = false
  private var digitCount = 0
  private var fractionCount = 0
  private var leadingZeroCount = 0
  private var exponent = 0

  /// Takes one digit, before the decimal point or after it.
  mutating func append(digit: UInt8, inFraction: Bool) {
    if digit == UInt8(ascii: "0"), leadingZeroCount == digitCount { leadingZeroCount += 1 }
    digitCount += 1
    if inFraction { fractionCount += 1 }
  }

  /// Takes the minus sign.
  mutating func negate() { isNegative = true }

  /// Takes one digit of the exponent; stops counting where the exponent is hopeless anyway.
  mutating func appendExponent(digit: UInt8) {
    if exponent <= Self.maxExponent { exponent = exponent * 10 + Int(digit - 48) }
  }

  /// Takes the exponent's minus sign, after its digits.
  mutating func negateExponent() { exponent = -exponent }

  /// Bytes of the number written without an exponent; `nil` when `numeric` can't hold it.
  var writtenByteCount: Int? {
    guard abs(exponent) <= Self.maxExponent else { return nil }
    let fraction = max(0, fractionCount - exponent)
    guard fraction <= Self.maxFractionDigits else { return nil }
    let isZero = leadingZeroCount == digitCount
    let whole = isZero ? 1 : max(1, digitCount - fractionCount + exponent - leadingZeroCount)
    return (isNegative ? 1 : 0) + whole + (fraction > 0 ? fraction + 1 : 0)
  }
}
