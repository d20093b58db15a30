/// How good the last of the best so many similarities is, to within a step: counted in steps, since
/// that is faster than an order.
struct BestOf {
  private static let stepsOfOne: Float = 4_096
  /// Where the step of 0 is. Similarities are within ±1, and a little beside it for rounding.
  private static let origin = 8_192

  private let count: Int
  private var steps = [Int32](repeating: 0, count: 2 * origin)

  init(_ count: Int) { self.count = count }

  mutating func add(_ similarity: Float) {
    let step = Int(similarity * Self.stepsOfOne + Float(Self.origin))
    steps[max(0, min(2 * Self.origin - 1, step))] += 1
  }

  /// At most the last of the best `count`, and not much less; less than any when there are fewer.
  var least: Float {
    var found = 0
    for step in steps.indices.reversed() {
      found += Int(steps[step])
      // A step less, since rounding may have taken one up to the next step.
      if found >= count { return Float(step - Self.origin - 1) / Self.stepsOfOne }
    }
    return -.infinity
  }
}
