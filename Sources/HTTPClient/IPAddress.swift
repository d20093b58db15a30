/// An address of the internet protocol: 4 bytes, or 16 of version 6.
struct IPAddress: Sendable, Hashable {
  let bytes: [UInt8]

  /// Whether it is on the internet: not this machine's, nor of a network that only some can reach,
  /// nor one that others are packed into.
  var isPublic: Bool {
    switch bytes.count {
    case 4: !Self.reserved.contains { $0.holds(bytes) }
    case 16: Self.global.holds(bytes) && !Self.reservedOfVersion6.contains { $0.holds(bytes) }
    default: false
    }
  }

  /// The addresses that begin with the same bits.
  private struct Block {
    let start: [UInt8]
    let bits: Int

    init(_ bits: Int, _ start: UInt8...) {
      self.start = start
      self.bits = bits
    }

    func holds(_ bytes: [UInt8]) -> Bool {
      for (place, byte) in start.enumerated() {
        let rest = bits - 8 * place
        guard rest > 0 else { break }
        let mask = rest >= 8 ? UInt8.max : ~(UInt8.max >> UInt8(rest))
        if bytes[place] & mask != byte & mask { return false }
      }
      return true
    }
  }

  /// From IANA's registry of special purposes, multicast, and what is not given out.
  private static let reserved = [
    Block(8, 0), Block(8, 10), Block(10, 100, 64), Block(8, 127), Block(16, 169, 254),
    Block(12, 172, 16), Block(24, 192, 0, 0), Block(24, 192, 0, 2), Block(24, 192, 88, 99),
    Block(16, 192, 168), Block(15, 198, 18), Block(24, 198, 51, 100), Block(24, 203, 0, 113),
    Block(4, 224), Block(4, 240),
  ]

  /// What is given out of version 6 so far. Mapped addresses of version 4 and NAT64 lie outside.
  private static let global = Block(3, 0x20)

  /// Protocols such as Teredo, examples, and 6to4.
  private static let reservedOfVersion6 = [
    Block(23, 0x20, 0x01, 0x00), Block(32, 0x20, 0x01, 0x0D, 0xB8), Block(16, 0x20, 0x02),
    Block(20, 0x3F, 0xFF, 0x00),
  ]
}
