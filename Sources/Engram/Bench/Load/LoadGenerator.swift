import Wire

/// Makes the calls of one thread's share of a plan, and times them.
///
/// Stays on the thread that runs it. Nothing is allocated for a call.
struct LoadGenerator: ~Copyable {
  private var connections: ConnectionTable
  private var deck: FrameDeck
  private let poller: Poller
  private let control: LoadControl
  private var recorder: LoadRecorder
  private var schedule: OpenSchedule?
  /// The connection whose turn it is in the open loop.
  private var turn = 0
  private var inFlight = 0
  /// Counted calls that may still begin.
  private var quota: Int
  private var isCalling = true
  private let drainNanoseconds: UInt64

  /// Longest sleep, so that it is noticed soon when the load is to end.
  private static let longestWait: UInt64 = 100_000_000

  /// - Parameters:
  ///   - sockets: Connected and not blocking; they are closed in the end.
  ///   - schedule: The times of the calls; `nil` for a closed loop.
  init(
    adopting sockets: [CInt], share: LoadShare, plan: LoadPlan, schedule: OpenSchedule?,
    recorder: LoadRecorder, control: LoadControl, seed: UInt64
  ) throws(SocketError) {
    connections = ConnectionTable(adopting: sockets, inFlight: share.inFlight, plan: plan)
    deck = FrameDeck(plan.deck, seed: seed)
    poller = try Poller()
    for (index, socket) in sockets.enumerated() { poller.watch(socket, token: index) }
    self.control = control
    self.recorder = recorder
    self.schedule = schedule
    quota = share.count ?? Int.max
    drainNanoseconds = plan.drain.wholeNanoseconds
  }

  /// Calls until the load is over and all answers are there.
  mutating func run() -> LoadRecorder {
    Poller.makeThreadPunctual()
    waitForStart()
    if schedule == nil { fill(at: MonotonicClock.now()) }
    var drainEnd = UInt64.max
    while isCalling || inFlight > 0 {
      var now = MonotonicClock.now()
      if isCalling, now >= recorder.window.upperBound || control.reason != .none {
        isCalling = false
      }
      if isCalling {
        sendDue(at: now)
      } else if drainEnd == .max {
        drainEnd = now + drainTime()
        recorder.endCalling(at: now)
      } else if now >= drainEnd {
        break
      }
      let events = poller.wait(nanoseconds: waitTime(at: now, drainEnd: drainEnd))
      now = MonotonicClock.now()
      recorder.tick(at: now)
      for index in 0..<events { handle(poller.event(index), at: now) }
    }
    finish()
    return recorder
  }

  private func waitForStart() {
    let now = MonotonicClock.now()
    if recorder.start > now { _ = poller.wait(nanoseconds: recorder.start - now) }
  }

  /// After an interruption nobody wants to wait for long.
  private func drainTime() -> UInt64 {
    control.reason == .interrupted ? min(drainNanoseconds, 1_000_000_000) : drainNanoseconds
  }

  private func waitTime(at now: UInt64, drainEnd: UInt64) -> UInt64 {
    var wake = min(now + Self.longestWait, drainEnd)
    if isCalling {
      wake = min(wake, recorder.window.upperBound)
      if let schedule, inFlight < recorder.maxInFlight { wake = min(wake, schedule.due) }
    }
    return wake > now ? wake - now : 0
  }

  /// Counts what was not sent, and the calls that were never answered.
  private mutating func finish() {
    let now = MonotonicClock.now()
    recorder.endCalling(at: now)
    if let schedule, control.reason == .none || control.reason == .connectionLost {
      recorder.unsent = min(
        schedule.remaining(before: min(now, recorder.window.upperBound)), quota)
    }
    let outcome = ReplyOutcome(
      code: control.reason == .interrupted ? .cancelled : .deadlineExceeded)
    for index in 0..<connections.count { endAll(index, outcome, at: now) }
  }
}

// MARK: Calls

extension LoadGenerator {
  /// Begins the first calls of a closed loop.
  private mutating func fill(at now: UInt64) {
    for index in 0..<connections.count {
      while isCalling, connections[index].calls.hasRoom { begin(index, at: now) }
      flush(index, at: now)
    }
  }

  /// Begins the calls of an open loop that are due, as far as their number in flight allows.
  private mutating func sendDue(at now: UInt64) {
    guard let due = schedule?.due, due <= now else { return }
    while isCalling, inFlight < recorder.maxInFlight, let due = schedule?.due, due <= now,
      due < recorder.window.upperBound
    {
      while !connections[turn].calls.hasRoom { advanceTurn() }
      begin(turn, at: due)
      schedule?.advance()
      advanceTurn()
    }
    for index in 0..<connections.count where !connections[index].outgoing.isEmpty {
      flush(index, at: now)
    }
  }

  private mutating func advanceTurn() {
    turn = turn + 1 < connections.count ? turn + 1 : 0
  }

  /// Begins a call that was meant to start at `start`; it is sent with the next flush.
  private mutating func begin(_ index: Int, at start: UInt64) {
    guard let streamID = connections[index].calls.begin(at: start) else {
      end(.streamIDsUsedUp)
      return
    }
    unsafe connections[index].outgoing.append(deck.draw(), streamID: streamID)
    inFlight += 1
    if recorder.counts(start) {
      quota -= 1
      if quota == 0 { isCalling = false }
    }
  }

  private mutating func end(_ reason: LoadControl.Reason) {
    isCalling = false
    control.end(reason)
  }

  private mutating func flush(_ index: Int, at now: UInt64) {
    guard !connections[index].isBlocked else { return }
    switch connections[index].outgoing.flush(to: connections[index].socket) {
    case .done: break
    case .blocked:
      connections[index].isBlocked = true
      poller.change(connections[index].socket, token: index, alsoWriting: true)
    case .lost: lose(index, at: now)
    }
  }
}

// MARK: Answers

extension LoadGenerator {
  private mutating func handle(_ event: Poller.Event, at now: UInt64) {
    let index = event.token
    if event.canWrite, connections[index].isBlocked {
      connections[index].isBlocked = false
      poller.change(connections[index].socket, token: index, alsoWriting: false)
    }
    if event.canRead { receive(index, at: now) }
    flush(index, at: now)
  }

  /// Reads once, ends the calls that were answered, and in a closed loop begins as many.
  private mutating func receive(_ index: Int, at now: UInt64) {
    guard connections[index].incoming.fill(from: connections[index].socket) else {
      lose(index, at: now)
      return
    }
    while true {
      switch connections[index].incoming.next() {
      case .needMore: return
      case .other: continue
      case .broken:
        lose(index, at: now)
        return
      case .reply(let streamID, let outcome):
        guard let start = connections[index].calls.end(streamID) else { continue }
        inFlight -= 1
        recorder.record(start: start, end: now, outcome)
        if isCalling, schedule == nil { begin(index, at: now) }
      }
    }
  }

  /// Ends all calls of a connection as failed, and with it the load.
  private mutating func lose(_ index: Int, at now: UInt64) {
    end(.connectionLost)
    endAll(index, .lost, at: now)
    poller.forget(connections[index].socket)
    connections[index].outgoing.clear()
  }

  private mutating func endAll(_ index: Int, _ outcome: ReplyOutcome, at now: UInt64) {
    let starts = connections[index].calls.endAll()
    inFlight -= starts.count
    for start in starts { recorder.record(start: start, end: now, outcome) }
  }
}
