import CVectors

/// The vectors of a scope, one after the other, all of the same dimensions and of length 1.
///
/// Each has a unit of its own, of which its greatest number has 127: whole units, of 8 bits, are close
/// enough to say which vectors may be among the nearest. For these alone the rests are read, which tell
/// them apart as the database does.
struct VectorBlock: Sendable {
  private static let greatestHead: Float = 127
  /// What a unit is in the rest of a number: half of it, which rounding may leave, fits into 16 bits.
  private static let restOne: Float = 65_534

  let dimensions: Int
  private(set) var count = 0
  private var heads: [Int8] = []
  private var rests: [Int16] = []
  /// Of each vector.
  private var units: [Float] = []
  /// The greatest length of what the heads leave of any.
  private var error: Float = 0

  init(dimensions: Int, capacity: Int) {
    self.dimensions = dimensions
    heads.reserveCapacity(capacity * dimensions)
    rests.reserveCapacity(capacity * dimensions)
    units.reserveCapacity(capacity)
  }

  var byteCount: Int { count * Self.bytesPerVector(of: dimensions) }

  /// What a vector takes: heads, rests and its unit.
  static func bytesPerVector(of dimensions: Int) -> Int {
    dimensions * (MemoryLayout<Int8>.stride + MemoryLayout<Int16>.stride)
      + MemoryLayout<Float>.stride
  }

  /// Adds a vector; `halves` are of the block's dimensions.
  mutating func append(_ halves: [UInt16]) {
    let vector = halves.map(HalfFloat.float)
    let unit = vector.reduce(0) { max($0, abs($1)) } / Self.greatestHead
    let perUnit = unit > 0 ? 1 / unit : 0
    var squares: Float = 0
    for number in vector {
      let exact = number * perUnit
      let head = exact.roundedFast
      heads.append(Int8(head))
      rests.append(Int16(((exact - head) * Self.restOne).roundedFast))
      squares += (exact - head) * (exact - head)
    }
    units.append(unit)
    error = max(error, squares.squareRoot() * unit)
    count += 1
  }

  /// Adds one of another block of the same dimensions.
  mutating func append(_ place: Int, of other: VectorBlock) {
    let range = place * dimensions..<(place + 1) * dimensions
    heads += other.heads[range]
    rests += other.rests[range]
    units.append(other.units[place])
    error = max(error, other.error)
    count += 1
  }

  /// How far what ``similarities(with:)`` says may be from the truth.
  ///
  /// By Cauchy–Schwarz, the product of an error and a vector is no longer than that of their lengths;
  /// 1 % is for what lengths are off from 1, and what is added for the rounding of a similarity.
  func tolerance(with query: FixedVector) -> Float {
    (error + (1 + error) * query.error) * 1.01 + 0x1p-21
  }

  /// About the similarity of each vector with `query`, which is of the same dimensions.
  ///
  /// Of a vector of length 1 the greatest number is at least the root of `dimensions` a part, so the
  /// length of its heads is at most 127 times that root. Hence, by Cauchy–Schwarz, a sum fits into 31
  /// bits up to 200,000 dimensions.
  func similarities(with query: FixedVector) -> [Float] {
    precondition(query.numbers.count == dimensions && heads.count == count * dimensions)
    // The standard library writes the count of an array even where that is the one of all empty ones.
    guard count > 0 else { return [] }
    let sums = unsafe [Int32](unsafeUninitializedCapacity: count) { sums, written in
      unsafe engram_vector_products(heads, count, dimensions, query.numbers, sums.baseAddress)
      written = count
    }
    return zip(sums, units).map { Float($0) * $1 / FixedVector.one }
  }

  /// The similarity of one vector with `query`, to within some 10^-7.
  func similarity(of place: Int, with query: FixedVector) -> Double {
    precondition(query.exact.count == dimensions && (0..<count).contains(place))
    let start = place * dimensions
    return unsafe heads.withUnsafeBufferPointer { heads in
      unsafe rests.withUnsafeBufferPointer { rests in
        guard let heads = heads.baseAddress, let rests = rests.baseAddress else { return 0 }
        let inUnits = unsafe engram_vector_product(
          heads + start, rests + start, 1 / Self.restOne, dimensions, query.exact)
        return Double(inUnits * units[place])
      }
    }
  }
}
