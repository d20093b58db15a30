/// Gives out stream ids: odd, rising, and from 1 again when they have run out.
struct StreamIDs: Sendable {
  private var last: UInt32

  /// The first id given out is `first`, which must be odd.
  init(first: UInt32 = 1) {
    last = first &- 2
  }

  /// The next id that is not in use.
  mutating func next(unless isInUse: (UInt32) -> Bool) -> UInt32 {
    repeat { last &+= 2 } while isInUse(last)
    return last
  }
}
