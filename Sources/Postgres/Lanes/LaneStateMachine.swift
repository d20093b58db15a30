/// What a lane's thread has to do.
enum LaneAction {
  /// Open a connection.
  case connect
  /// Give the connection up; `nil` when nothing is wrong with it.
  case disconnect(because: PostgresError?)
  /// Send one statement to be prepared under `name`, and a sync.
  case prepare(Preparation, name: String)
  /// Send the unit's statements by their prepared names, and a sync.
  case send(LaneUnit, [PreparedCall])
  /// Hand the result that has just arrived to a statement of the unit.
  case deliver(PreparedCall, of: LaneUnit)
  /// Tell the unit's caller.
  case complete(LaneUnit, LaneUnit.Outcome)
  /// End the thread.
  case stop
}

/// The decisions of one lane, apart from its socket, its thread and its clock.
///
/// Each unit that is submitted is completed exactly once.
struct LaneStateMachine {
  typealias Instant = ContinuousClock.Instant

  /// How the server answered one statement.
  enum Answer {
    case success
    case failure(ServerReport)
    case skipped
  }

  enum State {
    /// No connection. Then: connecting (tick), stopped (tick).
    case disconnected(retryAt: Instant)
    /// Then: ready (connected), disconnected (lost, tick), stopped (tick).
    case connecting(giveUpAt: Instant)
    /// Then: disconnected (lost, tick), connecting (tick, to replace the session), stopped (tick).
    case ready
    /// The end.
    case stopped
  }

  private struct Waiting {
    let unit: LaneUnit
    let sendBy: Instant
    var isRepeated = false
  }

  private let limits: LanesConfiguration
  private(set) var state: State
  private var waiting = FIFO<Waiting>()
  private var session: LaneSession
  private var backoff: Backoff
  /// Why the last connection could not be had or was lost.
  private var lastLoss: PostgresError?
  /// No unit has to be told before this.
  private var nextExpiry: Instant?
  /// Set once the lane is to stop.
  private var stopBy: Instant?

  init(_ limits: LanesConfiguration, now: Instant, jitter: @escaping @Sendable () -> Double) {
    self.limits = limits
    state = .disconnected(retryAt: now)
    session = LaneSession(now: now)
    backoff = Backoff(cap: limits.maxReconnectDelay, jitter: jitter)
  }

  /// Units that wait to be sent.
  var waitingCount: Int { waiting.count }

  /// Whether there is a connection that takes units.
  var isReady: Bool {
    if case .ready = state { true } else { false }
  }

  /// Whether answers are still to come.
  var awaitsAnswers: Bool { !session.segments.isEmpty }

  // MARK: From callers

  /// A caller hands in a unit.
  mutating func submit(_ unit: LaneUnit, now: Instant) -> [LaneAction] {
    if stopBy != nil { return [.complete(unit, .failed(unit.shuttingDown))] }
    append(Waiting(unit: unit, sendBy: now + limits.maxQueueWait))
    return []
  }

  /// A caller no longer waits for a unit. What has been sent is not called back.
  mutating func cancel(_ id: LaneUnit.ID) -> [LaneAction] {
    let dropped = waiting.removeAll { $0.unit.id == id }.map(\.unit)
    let settled = settle { $0.id == id }
    return (dropped + settled).map { .complete($0, .cancelled) }
  }

  /// The lane is to finish what it has, until `instant` at most, and end.
  mutating func stop(by instant: Instant) {
    stopBy = min(instant, stopBy ?? instant)
  }

  // MARK: From the connection

  /// The connection is there and its session set up.
  mutating func connected(now: Instant) {
    guard case .connecting = state else { return }
    state = .ready
    session = LaneSession(now: now)
    lastLoss = nil
    backoff.reset()
  }

  /// What to send next: at most one unit with what it needs, so that the thread can see in between
  /// whether the socket takes more.
  mutating func next(now: Instant) -> [LaneAction] {
    guard case .ready = state, !session.isRetiring, session.unitCount < limits.maxInFlightUnits,
      let next = waiting.popFirst()
    else { return [] }
    if next.unit.isLate(now) { return [.complete(next.unit, .failed(next.unit.deadlineExceeded))] }
    return session.send(next.unit, isRepeated: next.isRepeated, now: now)
  }

  /// The answer to the next statement arrived.
  mutating func resultArrived(_ answer: Answer, now: Instant) -> [LaneAction] {
    guard let (unit, call) = session.answered(answer, now: now) else { return [] }
    return [.deliver(call, of: unit)]
  }

  /// The sync that ends the first segment arrived: it is committed, or rolled back.
  mutating func syncArrived(now: Instant) -> [LaneAction] {
    guard let segment = session.finishFirst(now: now), !segment.isSettled,
      case .unit(let unit, _) = segment.content
    else { return [] }
    return [.complete(unit, segment.failure.map { .failed($0) } ?? .committed)]
  }

  /// The connection is lost, or could not be had.
  mutating func lost(_ reason: PostgresError, now: Instant) -> [LaneAction] {
    switch state {
    case .disconnected, .stopped: return []
    case .connecting, .ready: break
    }
    state = .disconnected(retryAt: now + backoff.next())
    lastLoss = reason
    return [.disconnect(because: reason)] + abandonSegments(now: now)
  }

  // MARK: From the clock

  /// Does what time or idleness asks for; to be called before each wait.
  mutating func tick(now: Instant) -> [LaneAction] {
    let expired = expire(now: now)
    return expired + (stopIfDue(now: now) ?? advance(now: now))
  }

  /// When `tick` has something to do, if nothing else happens before.
  var nextWake: Instant? {
    let timer: Instant? =
      switch state {
      case .disconnected(let retryAt): retryAt
      case .connecting(let giveUpAt): giveUpAt
      case .ready: awaitsAnswers ? session.lastProgress + limits.silenceTimeout : nil
      case .stopped: nil
      }
    return [timer, nextExpiry, stopBy].compactMap { $0 }.min()
  }

  private mutating func advance(now: Instant) -> [LaneAction] {
    switch state {
    case .disconnected(let retryAt) where retryAt <= now:
      state = .connecting(giveUpAt: now + limits.connectTimeout)
      return [.connect]
    case .connecting(let giveUpAt) where giveUpAt <= now:
      return lost(.connection("it could not be made in time"), now: now)
    case .ready where session.isRetiring && !awaitsAnswers:
      state = .connecting(giveUpAt: now + limits.connectTimeout)
      return [.disconnect(because: nil), .connect]
    case .ready where awaitsAnswers && session.lastProgress + limits.silenceTimeout <= now:
      return lost(.connection("the server fell silent"), now: now)
    default:
      return []
    }
  }

  private mutating func stopIfDue(now: Instant) -> [LaneAction]? {
    guard let stopBy else { return nil }
    if case .stopped = state { return [] }
    guard stopBy <= now || (waiting.isEmpty && !awaitsAnswers) else { return nil }
    state = .stopped
    let sent = abandonSegments(now: now)
    let dropped = waiting.removeAll().map(\.unit)
    return [.disconnect(because: nil)] + sent
      + dropped.map { .complete($0, .failed($0.shuttingDown)) } + [.stop]
  }

  private mutating func expire(now: Instant) -> [LaneAction] {
    guard let expiry = nextExpiry, expiry <= now else { return [] }
    let late = waiting.removeAll { $0.unit.isLate(now) }.map(\.unit) + settle { $0.isLate(now) }
    let stale = waiting.removeAll { $0.sendBy <= now }.map(\.unit)
    nextExpiry = earliestExpiry()
    return late.map { .complete($0, .failed($0.deadlineExceeded)) }
      + stale.map {
        .complete($0, .failed($0.waitedTooLong(isConnected: isReady, loss: lastLoss)))
      }
  }

  // MARK: Units

  private mutating func append(_ entry: Waiting) {
    waiting.append(entry)
    note(expiry: entry.unit.deadline.map { min($0, entry.sendBy) } ?? entry.sendBy)
  }

  private mutating func note(expiry: Instant) {
    nextExpiry = min(nextExpiry ?? expiry, expiry)
  }

  private mutating func earliestExpiry() -> Instant? {
    var earliest: Instant?
    func note(_ instant: Instant?) {
      guard let instant else { return }
      earliest = min(earliest ?? instant, instant)
    }
    waiting.forEach {
      note($0.sendBy)
      note($0.unit.deadline)
    }
    session.segments.forEach {
      if case .unit(let unit, _) = $0.content, !$0.isSettled { note(unit.deadline) }
    }
    return earliest
  }

  /// Takes the units in flight that match from their callers: their results will be discarded.
  private mutating func settle(where matches: (LaneUnit) -> Bool) -> [LaneUnit] {
    var settled: [LaneUnit] = []
    session.segments.forEach { segment in
      guard case .unit(let unit, _) = segment.content, !segment.isSettled, matches(unit) else {
        return
      }
      segment.isSettled = true
      settled.append(unit)
    }
    return settled
  }

  /// Decides over what was sent on a connection that is gone.
  private mutating func abandonSegments(now: Instant) -> [LaneAction] {
    let hasLastWord = session.hasLastWord
    let segments = session.segments.removeAll()
    session = LaneSession(now: now)
    var actions: [LaneAction] = []
    var repeated: [Waiting] = []
    for (place, segment) in segments.enumerated() {
      guard case .unit(let unit, _) = segment.content, !segment.isSettled else { continue }
      let neverRan = hasLastWord && place > 0
      if let failure = segment.failure {
        actions.append(.complete(unit, .failed(failure)))
      } else if stopBy == nil, neverRan || (unit.isIdempotent && !segment.isRepeated) {
        repeated.append(
          Waiting(unit: unit, sendBy: now + limits.maxQueueWait, isRepeated: !neverRan))
      } else {
        actions.append(.complete(unit, .failed(unit.connectionLost)))
      }
    }
    waiting.prepend(repeated)
    for entry in repeated { note(expiry: entry.sendBy) }
    return actions
  }
}
