/// The vectors of a scope, one after the other, all of the same dimensions and of length 1.
///
/// Fixed point of 16 bits is close enough to say which ones may be among the nearest. For these alone
/// the rests are read, which tell them apart as the database does.
struct VectorBlock: Sendable {
  let dimensions: Int
  private(set) var count = 0
  private var numbers: [Int16] = []
  private var rests: [Int16] = []
  /// The greatest error of any.
  private var error: Float = 0

  init(dimensions: Int, capacity: Int) {
    self.dimensions = dimensions
    numbers.reserveCapacity(capacity * dimensions)
    rests.reserveCapacity(capacity * dimensions)
  }

  var byteCount: Int { numbers.count * 4 }

  /// Adds a vector; `halves` are of the block's dimensions.
  mutating func append(_ halves: [UInt16]) {
    let vector = FixedVector(halves.map(HalfFloat.float))
    numbers += vector.numbers
    rests += vector.rest
    error = max(error, vector.error)
    count += 1
  }

  /// Adds one of another block of the same dimensions.
  mutating func append(_ place: Int, of other: VectorBlock) {
    let range = place * dimensions..<(place + 1) * dimensions
    numbers += other.numbers[range]
    rests += other.rests[range]
    error = max(error, other.error)
    count += 1
  }

  /// How far a similarity in fixed point may be from the true one, in its unit.
  ///
  /// By Cauchy–Schwarz, the product of an error and a vector is no longer than that of their lengths;
  /// 1 % is for what lengths are off from 1.
  func tolerance(with query: FixedVector) -> Int32 {
    Int32(((error + query.error) * FixedVector.one * 1.01).rounded(.up))
  }

  /// The similarity of each vector with `query`, which is of the same dimensions, in fixed point:
  /// `one` × `one` for the same vector.
  func similarities(with query: FixedVector) -> [Int32] {
    precondition(query.numbers.count == dimensions && numbers.count == count * dimensions)
    // The standard library writes the count of an array even where that is the one of all empty ones.
    guard count > 0 else { return [] }
    // With pointers there is no check for each number.
    return unsafe numbers.withUnsafeBytes { rows in
      unsafe query.numbers.withUnsafeBytes { query in
        guard var row = rows.baseAddress, let query = query.baseAddress else { return [] }
        return unsafe [Int32](unsafeUninitializedCapacity: count) { sums, written in
          for place in 0..<count {
            let sum = unsafe Self.product(row, query, count: dimensions)
            unsafe sums.initializeElement(at: place, to: sum)
            unsafe row += dimensions * 2
          }
          written = count
        }
      }
    }
  }

  /// The sum of the products of `count` numbers at each of both.
  ///
  /// Pairs of products are added first: that is one instruction for eight of them. Two sums take turns,
  /// so that an addition need not wait for the one before.
  private static func product(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int
  ) -> Int32 {
    var even = SIMD4<Int32>()
    var odd = SIMD4<Int32>()
    let whole = count & ~15
    var index = 0
    while index < whole {
      unsafe even &+= pairs(left, right, at: index)
      unsafe odd &+= pairs(left, right, at: index + 8)
      index += 16
    }
    var sum = (even &+ odd).wrappedSum()
    while index < count {
      let one = unsafe left.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)
      let other = unsafe right.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)
      sum &+= Int32(one) &* Int32(other)
      index += 1
    }
    return sum
  }

  @inline(__always)
  private static func pairs(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, at index: Int
  ) -> SIMD4<Int32> {
    let ones = unsafe left.loadUnaligned(fromByteOffset: index * 2, as: SIMD8<Int16>.self)
    let others = unsafe right.loadUnaligned(fromByteOffset: index * 2, as: SIMD8<Int16>.self)
    let products =
      SIMD8<Int32>(truncatingIfNeeded: ones) &* SIMD8<Int32>(truncatingIfNeeded: others)
    return products.evenHalf &+ products.oddHalf
  }

  /// The similarity of one vector with `query`, of which it is `whole` in fixed point: to within the
  /// product of both rests, some 10^-7.
  func similarity(of place: Int, with query: FixedVector, whole: Int32) -> Double {
    precondition(query.numbers.count == dimensions && (0..<count).contains(place))
    let start = place * dimensions * 2
    let rest = product(numbers, start, query.rest) + product(rests, start, query.numbers)
    let one = Double(FixedVector.one)
    return (Double(whole) + Double(rest) / Double(FixedVector.restOne)) / (one * one)
  }

  /// With the vector whose numbers begin at so many bytes of `rows`, which has them all.
  private func product(_ rows: [Int16], _ start: Int, _ query: [Int16]) -> Int {
    unsafe rows.withUnsafeBytes { rows in
      unsafe query.withUnsafeBytes { query in
        guard let rows = rows.baseAddress, let query = query.baseAddress else { return 0 }
        return unsafe Int(Self.product(rows + start, query, count: dimensions))
      }
    }
  }
}
