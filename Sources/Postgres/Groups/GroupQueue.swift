/// A part and the number by which its caller is found.
struct GroupEntry<Part: GroupPart>: Sendable {
  let id: UInt64
  let part: Part
}

/// The parts of one lane's group: who waits, and who is told what.
///
/// A value without threads. A part *waits*, is *taken* into a unit, and is *settled* once, when its
/// waiter is handed out. At most one unit is under way: what arrives meanwhile goes into the next.
///
/// Callers who were just answered tend to come back at once. So the next unit is *gathered* for a
/// moment, until as many wait as were there when the last one ended: sent too early, it would leave
/// them to a unit of their own, and the two would take turns.
struct GroupQueue<Part: GroupPart, Waiter> {
  typealias ID = UInt64
  typealias Entry = GroupEntry<Part>

  /// What becomes of a part that arrives.
  enum Arrival {
    /// A unit is to be submitted now.
    case begins
    /// It goes with the next unit.
    case waits
    /// There is no room for it.
    case refused
  }

  /// What follows the end of a unit.
  enum Next: Equatable {
    /// A unit is to be submitted now.
    case submit
    /// `gatheringEnded` is to be called with the number, so much later.
    case gather(UInt64, for: Duration)
    /// Nobody is there.
    case rest
  }

  private enum Phase {
    /// Nobody is there. Then: under way (arrive).
    case idle
    /// A unit may wait for `wanted` parts. Then: under way (arrive, gatheringEnded), idle
    /// (gatheringEnded).
    case gathering(UInt64, wanted: Int)
    /// Then: under way, gathering, idle (unitEnded).
    case underWay
  }

  private let limits: GroupLimits
  private var waiting = FIFO<Entry>()
  /// Their bytes.
  private(set) var waitingBytes = 0
  private var waiters: [ID: Waiter] = [:]
  private var phase = Phase.idle
  private var gatherings: UInt64 = 0
  /// What the unit under way carries, and since when.
  private var sent: (parts: Int, at: ContinuousClock.Instant)?

  init(limits: GroupLimits) {
    self.limits = limits
  }

  /// Parts that wait to be taken.
  var waitingCount: Int { waiting.count }

  /// A caller brings a part.
  mutating func arrive(_ entry: Entry, _ waiter: Waiter) -> Arrival {
    let bytes = entry.part.byteCount
    guard waiting.count < limits.maxWaitingParts,
      waiting.isEmpty || waitingBytes + bytes <= limits.maxWaitingBytes
    else { return .refused }
    waiting.append(entry)
    waitingBytes += bytes
    waiters[entry.id] = waiter
    switch phase {
    case .underWay: return .waits
    case .gathering(_, let wanted) where !hasGathered(wanted): return .waits
    case .idle, .gathering:
      phase = .underWay
      return .begins
    }
  }

  /// A caller waits no longer. What was taken is not called back, and its outcome is dropped.
  mutating func withdraw(_ id: ID) -> Waiter? {
    let waiter = waiters.removeValue(forKey: id)
    if waiter != nil { release(waiting.removeAll { $0.id == id }) }
    return waiter
  }

  /// Takes what goes into the unit that is sent now; `late` are those whose deadline has passed.
  ///
  /// A part that brings a key for the second time keeps its place for the next unit.
  mutating func take(now: ContinuousClock.Instant) -> (parts: [Entry], late: [Waiter]) {
    var taken: [Entry] = []
    var late: [Waiter] = []
    var kept: [Entry] = []
    var keys: Set<Part.Key> = []
    var (rows, bytes) = (0, 0)
    while taken.count < limits.maxParts, let entry = waiting.popFirst() {
      let next = entry.part
      if next.deadline.map({ $0 <= now }) ?? false {
        release([entry])
        if let waiter = waiters.removeValue(forKey: entry.id) { late.append(waiter) }
        continue
      }
      if next.keys.contains(where: keys.contains) {
        kept.append(entry)
        continue
      }
      rows += next.rowCount
      bytes += next.byteCount
      guard taken.isEmpty || (rows <= limits.maxRows && bytes <= limits.maxBytes) else {
        kept.append(entry)
        break
      }
      keys.formUnion(next.keys)
      taken.append(entry)
      release([entry])
    }
    if !kept.isEmpty { waiting.prepend(kept) }
    sent = (taken.count, now)
    return (taken, late)
  }

  /// Hands out who waits for a part that was taken; `nil` when its caller left.
  mutating func settle(_ id: ID) -> Waiter? {
    waiters.removeValue(forKey: id)
  }

  /// Takes everybody who waits, since no unit can be had for them.
  mutating func abandon() -> [Waiter] {
    let abandoned = waiting.removeAll()
    release(abandoned)
    return abandoned.compactMap { waiters.removeValue(forKey: $0.id) }
  }

  /// The unit under way has ended.
  mutating func unitEnded(now: ContinuousClock.Instant) -> Next {
    defer { sent = nil }
    let wanted = min((sent?.parts ?? 0) + waiting.count, limits.maxParts)
    guard let sent, wanted > 1, !hasGathered(wanted) else { return submitNext() ? .submit : .rest }
    gatherings += 1
    phase = .gathering(gatherings, wanted: wanted)
    return .gather(gatherings, for: min(sent.at.duration(to: now) / 4, limits.maxGathering))
  }

  /// The time of a gathering is over; whether a unit is to be submitted now.
  mutating func gatheringEnded(_ number: UInt64) -> Bool {
    guard case .gathering(number, _) = phase else { return false }
    return submitNext()
  }

  private mutating func submitNext() -> Bool {
    phase = waiting.isEmpty ? .idle : .underWay
    return !waiting.isEmpty
  }

  private func hasGathered(_ wanted: Int) -> Bool {
    waiting.count >= wanted || waitingBytes >= limits.maxBytes
  }

  private mutating func release(_ entries: [Entry]) {
    waitingBytes -= entries.reduce(0) { $0 + $1.part.byteCount }
  }
}
