/// The calls in flight on one connection, found by their stream ids; owns its memory.
///
/// Stream ids are odd and rise, as the reference server demands. An id whose place in the ring is
/// still taken by a slow call is left out, so that one such call holds up nothing.
@safe struct CallRing: ~Copyable {
  private let entries: UnsafeMutablePointer<Entry>
  private let mask: UInt32
  private var next: UInt64 = 1
  /// Calls in flight.
  private(set) var count = 0
  /// Most calls in flight.
  let limit: Int

  private struct Entry {
    /// 0 where no call is.
    var streamID: UInt32
    /// When the call was meant to start, by the monotonic clock.
    var start: UInt64
  }

  /// - Parameters:
  ///   - limit: Most calls in flight, at least 1.
  ///   - firstID: The stream id to begin with, odd.
  init(limit: Int, firstID: UInt32 = 1) {
    var capacity = 2
    while capacity < 2 * limit { capacity *= 2 }
    unsafe entries = .allocate(capacity: capacity)
    unsafe entries.initialize(repeating: Entry(streamID: 0, start: 0), count: capacity)
    mask = UInt32(capacity - 1)
    next = UInt64(firstID)
    self.limit = limit
  }

  deinit { unsafe entries.deallocate() }

  var hasRoom: Bool { count < limit }

  /// Adds a call and returns its stream id; `nil` once the connection has used up its ids. Only
  /// where there is room.
  mutating func begin(at start: UInt64) -> UInt32? {
    while true {
      guard let streamID = UInt32(exactly: next) else { return nil }
      next += 2
      let slot = Int((streamID >> 1) & mask)
      if unsafe entries[slot].streamID == 0 {
        unsafe entries[slot] = Entry(streamID: streamID, start: start)
        count += 1
        return streamID
      }
    }
  }

  /// Removes a call and returns when it was meant to start; `nil` when there is no such call.
  mutating func end(_ streamID: UInt32) -> UInt64? {
    let slot = Int((streamID >> 1) & mask)
    guard unsafe streamID != 0 && entries[slot].streamID == streamID else { return nil }
    unsafe entries[slot].streamID = 0
    count -= 1
    return unsafe entries[slot].start
  }

  /// Removes all calls and returns when each was meant to start.
  mutating func endAll() -> [UInt64] {
    var starts: [UInt64] = []
    for slot in 0...Int(mask) {
      guard unsafe entries[slot].streamID != 0 else { continue }
      unsafe entries[slot].streamID = 0
      unsafe starts.append(entries[slot].start)
    }
    count = 0
    return starts
  }
}
