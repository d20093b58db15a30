/// Vectors of unit length.
enum UnitVector {
  /// `values` scaled to unit length; `nil` when one is not finite or all are zero.
  static func scaling(_ values: [Float]) -> [Float]? {
    var sum = 0.0
    for value in values { sum += Double(value) * Double(value) }
    // The squares of finite floats can't overflow a double.
    guard sum.isFinite, sum > 0 else { return nil }
    let factor = 1 / sum.squareRoot()
    return values.map { Float(Double($0) * factor) }
  }
}
