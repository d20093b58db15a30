import Glibc
import Logging
import Metrics

/// The thread of a lane: owns its connection, and does what the state machine decides.
struct LaneLoop: ~Copyable {
  /// How far the connection has come.
  private enum Phase {
    case connecting(PostgresConnection.Progress)
    case settingUp
    case ready
  }

  private let lane: Lane
  private let options: ConnectionOptions
  private var machine: LaneStateMachine
  private var connection: PostgresConnection?
  private var phase = Phase.connecting(.wantsToWrite)
  /// The socket takes no more for now.
  private var isBlocked = false
  private var isStopped = false

  init(_ lane: Lane) {
    let configuration = lane.configuration
    self.lane = lane
    options = ConnectionOptions(
      url: configuration.url, applicationName: configuration.applicationName)
    machine = LaneStateMachine(configuration, now: .now) { .random(in: 0...1) }
  }

  /// Runs until the lane is stopped.
  mutating func run() {
    while !isStopped {
      let now = ContinuousClock.now
      takeMessages(now)
      perform(machine.tick(now: now), now)
      sendWhatFits(now)
      lane.waitingUnits.set(machine.waitingCount)
      if !isStopped { wait() }
    }
    lane.ended()
  }

  private mutating func takeMessages(_ now: ContinuousClock.Instant) {
    for message in lane.takeMessages() {
      switch message {
      case .submit(let unit): perform(machine.submit(unit, now: now), now)
      case .cancel(let id): perform(machine.cancel(id), now)
      case .stop(let instant): machine.stop(by: instant)
      }
    }
  }

  // MARK: Actions

  private mutating func perform(_ actions: [LaneAction], _ now: ContinuousClock.Instant) {
    for action in actions {
      switch action {
      case .connect: connect(now)
      case .disconnect(let reason): disconnect(because: reason)
      case .prepare(let preparation, let name):
        let isSent = connection?.prepare(preparation, name: name) ?? false
        if !isSent { lose(now) }
      case .send(_, let calls):
        let isSent = connection?.send(calls) ?? false
        if !isSent { lose(now) }
      case .complete(let unit, let outcome): lane.complete(unit, outcome)
      case .stop: isStopped = true
      case .deliver: break  // Only an answer leads to it, and `handle` has that.
      }
    }
  }

  private mutating func connect(_ now: ContinuousClock.Instant) {
    do {
      connection = try PostgresConnection.starting(options)
      phase = .connecting(.wantsToWrite)
    } catch {
      perform(machine.lost(error, now: now), now)
    }
  }

  private mutating func disconnect(because reason: PostgresError?) {
    connection = nil
    isBlocked = false
    lane.isConnected = false
    guard let reason else { return }
    lane.metrics.lost()
    lane.logger.warning(
      "No connection to PostgreSQL",
      metadata: [
        "reason": "\(reason.reason)", "sqlstate": "\(reason.sqlState ?? "")",
        "message": "\(reason.serverMessage ?? "")",
      ])
  }

  /// The connection failed, for the reason libpq has noted.
  private mutating func lose(_ now: ContinuousClock.Instant) {
    let reason = PostgresError.connection(
      "it broke", serverMessage: connection?.errorMessage)
    perform(machine.lost(reason, now: now), now)
  }

  private mutating func sendWhatFits(_ now: ContinuousClock.Instant) {
    while !isBlocked {
      let actions = machine.next(now: now)
      if actions.isEmpty { return }
      perform(actions, now)
      flush(now)
    }
  }

  private mutating func flush(_ now: ContinuousClock.Instant) {
    switch connection?.flush() {
    case .done, nil: isBlocked = false
    case .blocked: isBlocked = true
    case .failed: lose(now)
    }
  }

  // MARK: Socket

  private mutating func wait() {
    var polled = [
      pollfd(fd: lane.wake.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: connection?.socket ?? -1, events: interest, revents: 0),
    ]
    _ = unsafe poll(&polled, 2, timeout)
    if polled[0].revents != 0 { lane.wake.clear() }
    if polled[1].revents != 0 { socketReady(.now) }
  }

  private var interest: Int16 {
    if case .connecting(let progress) = phase {
      return Int16(progress == .wantsToWrite ? POLLOUT : POLLIN)
    }
    return Int16(isBlocked ? POLLIN | POLLOUT : POLLIN)
  }

  /// Milliseconds until the machine wants to be asked again, rounded up; -1 for no limit.
  private var timeout: Int32 {
    guard let wake = machine.nextWake else { return -1 }
    let milliseconds = ((wake - .now) / .milliseconds(1)).rounded(.up)
    return Int32(min(max(milliseconds, 0), 60_000))
  }

  private mutating func socketReady(_ now: ContinuousClock.Instant) {
    switch phase {
    case .connecting: continueConnecting(now)
    case .settingUp, .ready:
      if isBlocked { flush(now) }
      let isAlive = connection?.consumeInput() ?? false
      if isAlive { takeResults(now) } else { lose(now) }
    }
  }

  private mutating func continueConnecting(_ now: ContinuousClock.Instant) {
    guard let progress = connection?.continueConnecting() else { return }
    switch progress {
    case .wantsToRead, .wantsToWrite: phase = .connecting(progress)
    case .failed: lose(now)
    case .connected:
      phase = .settingUp
      let isSent = connection?.setUp(SessionSetup(lane.configuration)) ?? false
      if !isSent { lose(now) }
    }
  }

  // MARK: Results

  private var awaitsAnswers: Bool {
    if case .settingUp = phase { return true }
    return machine.awaitsAnswers
  }

  /// Takes all results that have arrived in full.
  private mutating func takeResults(_ now: ContinuousClock.Instant) {
    var ends = 0
    while awaitsAnswers, let isBusy = connection?.isBusy, !isBusy {
      switch connection?.nextResult() {
      case .some(let result):
        ends = 0
        handle(result, now)
      case nil:
        // One end follows each statement's result; more mean that libpq expects no answer.
        ends += 1
        if ends > 2 { lose(now) }
      }
    }
  }

  private mutating func handle(_ result: borrowing PostgresResult, _ now: ContinuousClock.Instant) {
    switch (phase, result.meaning) {
    case (_, .failure(let report)) where report.sqlState == nil:
      lose(now)
    case (.ready, .sync):
      perform(machine.syncArrived(now: now), now)
    case (.ready, .success):
      answer(.success, result, now)
    case (.ready, .failure(let report)):
      answer(.failure(report), result, now)
    case (.ready, .skipped):
      answer(.skipped, result, now)
    case (_, .sync):
      ready(now)
    case (_, .failure(let report)):
      perform(machine.lost(report.connectionError, now: now), now)
    case (_, .success), (_, .skipped):
      break
    }
  }

  private mutating func answer(
    _ answer: LaneStateMachine.Answer, _ result: borrowing PostgresResult,
    _ now: ContinuousClock.Instant
  ) {
    for case .deliver(let prepared, _) in machine.resultArrived(answer, now: now) {
      prepared.call.receive(result)
    }
  }

  private mutating func ready(_ now: ContinuousClock.Instant) {
    phase = .ready
    machine.connected(now: now)
    lane.isConnected = true
    lane.metrics.connected()
    lane.logger.info("Connected to PostgreSQL")
  }
}

extension PostgresConnection {
  fileprivate func prepare(_ preparation: Preparation, name: String) -> Bool {
    sendPrepare(preparation, name: name) && sendSync()
  }

  fileprivate func send(_ calls: [PreparedCall]) -> Bool {
    for prepared in calls {
      guard sendPrepared(prepared.name, prepared.call.parameters) else { return false }
    }
    return sendSync()
  }

  fileprivate func setUp(_ setup: SessionSetup) -> Bool {
    enterPipelineMode() && send(SessionSetup.sql, setup.parameters) && sendSync()
  }
}
