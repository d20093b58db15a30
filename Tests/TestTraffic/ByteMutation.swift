extension [UInt8] {
  /// Numbers at which lengths, tags and signs turn over.
  private static let turningPoints: [UInt8] = [0x00, 0x01, 0x0A, 0x1A, 0x7F, 0x80, 0xFE, 0xFF]

  /// Damages the bytes in one of the ways that bytes get damaged.
  mutating func mutate(splicing other: [UInt8], using random: inout SeededGenerator) {
    let position = Int.random(in: 0...count, using: &random)
    let range = position..<Int.random(in: position...count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0 where position < count:
      self[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where position < count:
      self[position] = Self.turningPoints.randomElement(using: &random) ?? 0
    case 2: removeSubrange(position...)
    case 3: removeSubrange(range)
    case 4: insert(contentsOf: self[range], at: position)
    case 5: replaceSubrange(position..., with: other.suffix(other.count / 2))
    default: insert(contentsOf: Self.random(count: 1...16, using: &random), at: position)
    }
  }

  /// As many random bytes as a random number of `counts`.
  static func random(count counts: ClosedRange<Int>, using random: inout SeededGenerator) -> Self {
    (0..<Int.random(in: counts, using: &random)).map { _ in
      .random(in: .min ... .max, using: &random)
    }
  }
}
