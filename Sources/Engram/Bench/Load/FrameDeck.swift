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
  }

  /// - Parameter seed: not 0; decks of one seed draw the same sequence.
  init(_ deck: RequestDeck, seed: UInt64) {
    unsafe bytes = .allocate(byteCount: max(deck.bytes.count, 1), alignment: 16)
    unsafe bytes.copyMemory(from: deck.bytes, byteCount: deck.bytes.count)
    unsafe cards = .allocate(capacity: max(deck.cards.count, 1))
    for (index, card) in deck.cards.enumerated() {
      unsafe (cards + index).initialize(to: Card(offset: card.lowerBound, length: card.count))
    }
    count = UInt64(deck.cards.count)
    random = seed
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe cards.deallocate()
  }

  /// A frame at random. Its bytes live as long as the deck.
  mutating func draw() -> UnsafeRawBufferPointer {
    // xorshift64: a few instructions, and random enough to pick a conversation.
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    let card = unsafe cards[Int(truncatingIfNeeded: ((random >> 32) &* count) >> 32)]
    return unsafe UnsafeRawBufferPointer(start: bytes + card.offset, count: card.length)
  }
}
