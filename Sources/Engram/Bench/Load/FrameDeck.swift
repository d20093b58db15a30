/// The frames of a load in memory of its own, from which one is drawn for each call; owns the
/// memory.
@safe struct FrameDeck: ~Copyable {
  private let bytes: UnsafeMutableRawPointer
  private let cards: UnsafeMutablePointer<Card>
  private let count: UInt64
  private var random: UInt64

  private struct Card {
    let offset: Int
    let length: Int
    /// Where the number of the call is written, -1 for nowhere.
    let number: Int
  }

  /// - Parameter seed: not 0; decks of one seed draw the same sequence.
  init(_ deck: RequestDeck, seed: UInt64) {
    unsafe bytes = .allocate(byteCount: max(deck.bytes.count, 1), alignment: 16)
    unsafe bytes.copyMemory(from: deck.bytes, byteCount: deck.bytes.count)
    unsafe cards = .allocate(capacity: max(deck.cards.count, 1))
    for (index, card) in deck.cards.enumerated() {
      unsafe (cards + index).initialize(
        to: Card(
          offset: card.frame.lowerBound, length: card.frame.count, number: card.number ?? -1))
    }
    count = UInt64(deck.cards.count)
    random = seed
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe cards.deallocate()
  }

  /// A frame at random. Its bytes stay as they are until the next is drawn.
  mutating func draw() -> UnsafeRawBufferPointer {
    // xorshift64: a few instructions, and random enough to pick a conversation.
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    let card = unsafe cards[Int(truncatingIfNeeded: ((random >> 32) &* count) >> 32)]
    if card.number >= 0 { writeNumber(at: card.offset + card.number) }
    return unsafe UnsafeRawBufferPointer(start: bytes + card.offset, count: card.length)
  }
  /// The state of the generator, which takes each value but once: 16 hexadecimal digits.
  private func writeNumber(at offset: Int) {
    for place in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: random >> UInt64(60 - 4 * place) & 0xF)
      let byte = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      unsafe bytes.storeBytes(of: byte, toByteOffset: offset + place, as: UInt8.self)
    }
  }
}
