/// How good the last of the best so many numbers is, to within a step: counted in steps, since that
/// is faster than an order.
struct BestOf {
  /// Similarities in fixed point lie within ±2^31; a step is 1/4096 of what 1 is.
  private static let shift: Int32 = 18
  private static let half = 1 << 13

  private let count: Int
  private var steps = [Int32](repeating: 0, count: 2 * half)

  init(_ count: Int) { self.count = count }

  mutating func add(_ number: Int32) {
    steps[Int(number >> Self.shift) + Self.half] += 1
  }

  /// At most the last of the best `count`, and not much less; the least number of all when there are
  /// no more than that.
  var least: Int32 {
    var found = 0
    for step in steps.indices.reversed() {
      found += Int(steps[step])
      if found >= count { return Int32(step - Self.half) << Self.shift }
    }
    return .min / 2
  }
}
