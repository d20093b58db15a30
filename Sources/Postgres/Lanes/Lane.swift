import Foundation
import Logging
import Metrics
import Synchronization

/// One lane as its callers see it: a bounded inbox in front of a thread that owns a connection.
final class Lane: Sendable {
  enum Message {
    case submit(LaneUnit)
    case cancel(LaneUnit.ID)
    case stop(by: ContinuousClock.Instant)
  }

  /// Messages for the thread, and what becomes of it.
  private struct Inbox {
    var messages: [Message] = []
    /// The thread has been woken for the messages there are.
    var isSignalled = false
    var isRunning = false
    /// Resumed when the thread has ended.
    var stopWaiters: [CheckedContinuation<Void, Never>] = []
  }

  let number: Int
  let configuration: LanesConfiguration
  let metrics: LaneMetrics
  let waitingUnits: Meter
  let logger: Logger
  let wake: WakeSignal
  private let inbox = Mutex(Inbox())
  /// Units that wait or are in flight, and the bytes of their parameters.
  private let unitCount = Atomic(0)
  private let byteCount = Atomic(0)
  private let connected = Atomic(false)

  init(
    number: Int, _ configuration: LanesConfiguration, metrics: LaneMetrics, logger: Logger
  ) throws(PostgresError) {
    self.number = number
    self.configuration = configuration
    self.metrics = metrics
    waitingUnits = metrics.waitingUnits(lane: number)
    var logger = logger
    logger[metadataKey: "lane"] = "\(configuration.name)-\(number)"
    self.logger = logger
    wake = try WakeSignal()
  }

  /// Whether it has a connection; set by its thread.
  var isConnected: Bool {
    get { connected.load(ordering: .relaxed) }
    set { connected.store(newValue, ordering: .relaxed) }
  }

  /// Units that wait or are in flight.
  var load: Int { unitCount.load(ordering: .relaxed) }

  // MARK: For callers

  /// Starts the thread; does nothing the second time.
  func start() {
    let starts = inbox.withLock { inbox in
      defer { inbox.isRunning = true }
      return !inbox.isRunning
    }
    guard starts else { return }
    let thread = Thread { [self] in
      var loop = LaneLoop(self)
      loop.run()
    }
    thread.name = "lane-\(number)"
    thread.start()
  }

  /// Hands a unit to the thread, or fails it at once when there is no room.
  func submit(_ unit: LaneUnit) {
    let units = unitCount.add(1, ordering: .relaxed).newValue
    let bytes = byteCount.add(unit.byteCount, ordering: .relaxed).newValue
    if units > configuration.maxQueuedUnits || bytes > configuration.maxQueuedBytes {
      complete(unit, .failed(unit.overloaded))
    } else if !post(.submit(unit)) {
      complete(unit, .failed(unit.shuttingDown))
    }
  }

  /// Tells the thread that nobody waits for the unit any more.
  func cancel(_ id: LaneUnit.ID) {
    _ = post(.cancel(id))
  }

  /// Tells the thread to finish what it has, until `instant` at most, and to end.
  func stop(by instant: ContinuousClock.Instant) {
    _ = post(.stop(by: instant))
  }

  /// Waits for the thread to have ended; returns at once if it is not running.
  func waitUntilStopped() async {
    await withCheckedContinuation { waiter in
      let isRunning = inbox.withLock { inbox in
        if inbox.isRunning { inbox.stopWaiters.append(waiter) }
        return inbox.isRunning
      }
      if !isRunning { waiter.resume() }
    }
  }

  private func post(_ message: Message) -> Bool {
    let (isRunning, mustWake) = inbox.withLock { inbox in
      guard inbox.isRunning else { return (false, false) }
      inbox.messages.append(message)
      defer { inbox.isSignalled = true }
      return (true, !inbox.isSignalled)
    }
    if mustWake { wake.raise() }
    return isRunning
  }

  /// Logs that a unit failed; `requestID` is spelled out only where it is logged.
  func log(_ error: PostgresError, requestID: (any CustomStringConvertible & Sendable)?) {
    logger.debug(
      "A unit failed",
      metadata: [
        "request-id": "\(requestID?.description ?? "")", "code": "\(error.code)",
        "error": "\(error)",
      ])
  }

  // MARK: For the thread

  /// Tells the unit's caller and makes room.
  func complete(_ unit: LaneUnit, _ outcome: LaneUnit.Outcome) {
    unitCount.subtract(1, ordering: .relaxed)
    byteCount.subtract(unit.byteCount, ordering: .relaxed)
    unit.finish(outcome)
  }

  /// Takes all messages, in the order they came.
  func takeMessages() -> [Message] {
    inbox.withLock { inbox in
      inbox.isSignalled = false
      defer { inbox.messages = [] }
      return inbox.messages
    }
  }

  /// Called last; what came too late for the thread is refused.
  func ended() {
    let (late, waiters) = inbox.withLock { inbox in
      defer { inbox = Inbox() }
      return (inbox.messages, inbox.stopWaiters)
    }
    for case .submit(let unit) in late { complete(unit, .failed(unit.shuttingDown)) }
    for waiter in waiters { waiter.resume() }
  }
}
