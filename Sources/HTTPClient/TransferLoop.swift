import Foundation
import Synchronization

/// The thread of a client: it alone touches its transfers and connections.
final class TransferLoop: Sendable {
  private struct State: Sendable {
    var queue: TransferQueue
    /// `nil` once the thread has ended.
    var multi: MultiHandle?
  }

  /// libcurl looks at all transfers in each turn: from so many on there is at most one turn a
  /// millisecond, which is nothing beside what a network takes.
  private static let manyTransfers = 16
  private static let turnInterval = Duration.milliseconds(1)

  private let state: Mutex<State>
  private let connectTimeout: Duration

  init(_ configuration: HTTPClientConfiguration) throws(HTTPError) {
    guard let multi = MultiHandle(maxIdleConnections: configuration.maxIdleConnections) else {
      throw HTTPError(
        .unreachable, attempted: "preparing a client", reason: "out of memory or descriptors")
    }
    connectTimeout = configuration.connectTimeout
    state = Mutex(
      State(
        queue: TransferQueue(
          maxRunning: configuration.maxRunning, maxWaiting: configuration.maxWaiting),
        multi: multi))
    let thread = Thread { [self] in run(multi) }
    thread.name = "engram-http"
    thread.start()
  }

  /// Takes a request, or ends it at once when there is no room.
  func submit(_ order: TransferOrder) {
    let refusal = state.withLock { state in
      let refusal = state.queue.submit(order)
      if refusal == nil { state.multi?.wake() }
      return refusal
    }
    switch refusal {
    case nil: break
    case .overloaded?: order.fail(.overloaded, "too many requests wait already")
    case let code?: order.fail(code, "the client has been shut down")
    }
  }

  /// Ends a request as cancelled; does nothing when it has ended.
  func cancel(_ id: TransferOrder.ID) {
    let waited = state.withLock { state in
      let waited = state.queue.cancel(id)
      if waited == nil { state.multi?.wake() }
      return waited
    }
    waited?.finish(.failure(CancellationError()))
  }

  /// Lets a streamed reply go on that was held back; does nothing when it has ended.
  func resume(_ id: TransferOrder.ID) { tell { $0.resume(id) } }

  /// Lets the rest of a streamed reply go by; does nothing when it has ended.
  func leave(_ id: TransferOrder.ID) { tell { $0.leave(id) } }

  private func tell(_ body: (inout TransferQueue) -> Void) {
    state.withLock { state in
      body(&state.queue)
      state.multi?.wake()
    }
  }

  /// Ends everything and then the thread.
  func stop() {
    let waited = state.withLock { state in
      state.multi?.wake()
      return state.queue.stop()
    }
    for order in waited { order.fail(.shuttingDown, "the client has been shut down") }
  }

  // MARK: The thread

  private func run(_ multi: consuming MultiHandle) {
    Self.blockBrokenPipeSignal()
    var running: [TransferOrder.ID: Transfer] = [:]
    var idleCheck = IdleCheck()
    while true {
      let work = state.withLock { $0.queue.next(now: .now) }
      for order in work.expired { order.fail(.timedOut, "no place to run in time") }
      for id in work.cancelled {
        if let transfer = running[id] {
          end(transfer, .failure(CancellationError()), multi, &running)
        }
      }
      for id in work.resumed { running[id]?.resume() }
      for id in work.left { running[id]?.leave() }
      for order in work.starting { start(order, multi, &running) }
      if work.isStopping { break }
      let started = ContinuousClock.now
      // Places of cancelled ones are free for those that wait.
      if !turn(multi, &running), work.cancelled.isEmpty {
        multi.poll(milliseconds: min(patience, idleCheck.patience(running)))
        if running.count >= Self.manyTransfers { Self.wait(until: started + Self.turnInterval) }
      }
      for transfer in idleCheck.idle(running, now: .now) {
        end(transfer, .failure(transfer.idleError), multi, &running)
      }
    }
    endAll(.shuttingDown, "the client has been shut down", multi, &running)
    state.withLock { $0.multi = nil }
  }

  /// Lets all transfers go on; whether one of them has ended.
  private func turn(_ multi: MultiHandle, _ running: inout [TransferOrder.ID: Transfer]) -> Bool {
    guard multi.perform() else {
      endAll(.connectionLost, "libcurl can't go on", multi, &running)
      return false
    }
    var hasEnded = false
    while let (transfer, result) = multi.nextEnded() {
      end(transfer, transfer.outcome(result, now: .now), multi, &running)
      hasEnded = true
    }
    return hasEnded
  }

  private func start(
    _ order: TransferOrder, _ multi: MultiHandle, _ running: inout [TransferOrder.ID: Transfer]
  ) {
    guard let transfer = Transfer(order, connectTimeout: connectTimeout, now: .now),
      multi.add(transfer)
    else {
      state.withLock { $0.queue.ended(order.id) }
      return order.fail(.unreachable, "out of memory")
    }
    running[order.id] = transfer
  }

  private func end(
    _ transfer: Transfer, _ outcome: TransferOrder.Outcome, _ multi: MultiHandle,
    _ running: inout [TransferOrder.ID: Transfer]
  ) {
    let order = transfer.order
    running[order.id] = nil
    multi.remove(transfer)
    state.withLock { $0.queue.ended(order.id) }
    order.finish(outcome)
  }

  private func endAll(
    _ code: HTTPError.Code, _ reason: String, _ multi: MultiHandle,
    _ running: inout [TransferOrder.ID: Transfer]
  ) {
    for transfer in running.values {
      let error = HTTPError(code, attempted: transfer.order.request.attempted, reason: reason)
      end(transfer, .failure(error), multi, &running)
    }
  }

  /// How long there is nothing to do but what libcurl waits for.
  private var patience: Int32 {
    let next = state.withLock { $0.queue.earliestDeadline }
    guard let next else { return 60_000 }
    return Int32(clamping: min(ContinuousClock.now.duration(to: next).wholeMilliseconds, 60_000))
  }

  private static func wait(until time: ContinuousClock.Instant) {
    let left = ContinuousClock.now.duration(to: time)
    if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
  }

  /// OpenSSL writes to sockets without MSG_NOSIGNAL.
  private static func blockBrokenPipeSignal() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
