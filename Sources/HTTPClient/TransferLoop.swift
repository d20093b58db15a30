import Foundation
import Synchronization

/// The thread of a client: it alone touches its transfers and connections.
final class TransferLoop: Sendable {
  private struct State: Sendable {
    var queue: TransferQueue
    /// `nil` once the thread has ended.
    var multi: MultiHandle?
  }

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
    while true {
      let work = state.withLock { $0.queue.next(now: .now) }
      for order in work.expired { order.fail(.timedOut, "no place to run in time") }
      for id in work.cancelled {
        if let transfer = running[id] {
          end(transfer, .failure(CancellationError()), multi, &running)
        }
      }
      for order in work.starting { start(order, multi, &running) }
      if work.isStopping { break }
      if !turn(multi, &running) { multi.poll(milliseconds: patience) }
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

  /// OpenSSL writes to sockets without MSG_NOSIGNAL.
  private static func blockBrokenPipeSignal() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
