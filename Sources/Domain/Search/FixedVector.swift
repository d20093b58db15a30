/// A vector of length 1, and how it is in 16-bit fixed point.
struct FixedVector: Sendable {
  /// What 1 is.
  static let one = Float(Int16.max)

  let exact: [Float]
  let numbers: [Int16]
  /// The length of what rounding took.
  let error: Float

  init(_ vector: [Float]) {
    let rounded = vector.map { max(-Self.one, min(Self.one, ($0 * Self.one).roundedFast)) }
    exact = vector
    numbers = rounded.map { Int16($0) }
    error = zip(vector, rounded).reduce(Float(0)) { sum, both in
      let rest = both.0 - both.1 / Self.one
      return sum + rest * rest
    }.squareRoot()
  }
}

extension Float {
  /// The nearest whole number, where that is at most 2^22: from there to its double only whole numbers
  /// are there, so adding it rounds. Faster than a call.
  var roundedFast: Float {
    let wholes: Float = 0x1.8p23
    return self + wholes - wholes
  }
}
