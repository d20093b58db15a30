/// A part and the number by which its caller is found.
struct GroupEntry<Part: GroupPart>: Sendable {
  let id: UInt64
  let part: Part
}

/// The parts of one lane's group: who waits, and who is told what.
///
/// A value without threads. A part *waits*, is *taken* into a unit, and is *settled* once, when its
/// waiter is handed out. At most one unit is under way: what arrives meanwhile goes into the next.
struct GroupQueue<Part: GroupPart, Waiter> {
  typealias ID = UInt64
  typealias Entry = GroupEntry<Part>

  /// What becomes of a part that arrives.
  enum Arrival {
    /// No unit is under way: one is to be submitted now.
    case begins
    /// It goes with the next unit.
    case waits
    /// There is no room for it.
    case refused
  }

  private let limits: GroupLimits
  private var waiting = FIFO<Entry>()
  /// Their bytes.
  private(set) var waitingBytes = 0
  private var waiters: [ID: Waiter] = [:]
  private var isUnderWay = false

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
    defer { isUnderWay = true }
    return isUnderWay ? .waits : .begins
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

  /// The unit under way has ended; whether another one is to be submitted now.
  mutating func unitEnded() -> Bool {
    isUnderWay = !waiting.isEmpty
    return isUnderWay
  }

  private mutating func release(_ entries: [Entry]) {
    waitingBytes -= entries.reduce(0) { $0 + $1.part.byteCount }
  }
}
