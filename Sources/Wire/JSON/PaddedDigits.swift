extension BinaryInteger {
  /// Its digits, with zeros before them where they are fewer than `count`.
  func digits(_ count: Int, radix: Int = 10) -> String {
    let digits = String(self, radix: radix)
    return String(repeating: "0", count: Swift.max(0, count - digits.count)) + digits
  }
}
