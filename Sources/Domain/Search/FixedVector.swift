/// A vector of length 1 in 16-bit fixed point, and what that leaves of it in 16 more bits.
struct FixedVector: Sendable {
  /// What 1 is. Products of two such vectors then add up to at most about 2^30 (Cauchy–Schwarz), so a
  /// sum of 32 bits never overflows.
  static let one = Float(Int16.max)
  /// What 1 of a number is in the rest of it. With at most half of that in each of 3,800 numbers, the
  /// products of a rest and a vector fit into 32 bits too.
  static let restOne: Float = 2_048
  /// From here to its double only whole numbers are there, so adding it rounds; faster than a call.
  private static let wholes: Float = 0x1.8p23

  let numbers: [Int16]
  /// What rounding took from each number.
  let rest: [Int16]
  /// The length of that, where 1 is `one`.
  let error: Float

  init(_ vector: [Float]) {
    var numbers: [Int16] = []
    var rest: [Int16] = []
    var error: Float = 0
    numbers.reserveCapacity(vector.count)
    rest.reserveCapacity(vector.count)
    for number in vector {
      let exact = number * Self.one
      let rounded = Self.rounded(exact)
      numbers.append(Int16(rounded))
      rest.append(Int16(Self.rounded((exact - rounded) * Self.restOne)))
      error += (exact - rounded) * (exact - rounded)
    }
    self.numbers = numbers
    self.rest = rest
    self.error = error.squareRoot()
  }

  private static func rounded(_ number: Float) -> Float {
    max(-one, min(one, number + wholes - wholes))
  }
}
