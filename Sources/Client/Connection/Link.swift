import NIOCore
import Synchronization
import Wire

/// The way to one server: calls come in from any thread, frames go out and in on one event loop.
///
/// Holds at most one connection, made when a call needs it. Calls that arrive while the loop is
/// busy leave in one write.
final class Link: Sendable {
  typealias Call = CallTable<CallReceiver>.Call

  enum Phase {
    case idle
    case connecting
    case connected(any Channel)
  }

  struct Shared {
    var calls: CallTable<CallReceiver>
    var isFlushScheduled = false
    var isShutDown = false
  }

  /// What only the event loop touches.
  struct Confined {
    var phase = Phase.idle
    var connector: Connector
    var waitingForConnection: [EventLoopPromise<Void>] = []
    var expiry: (deadline: NIODeadline, timer: Scheduled<Void>)?
    /// Streams whose inbox is full.
    var slowStreams: Set<UInt32> = []
    var stallTimer: Scheduled<Void>?
  }

  let endpoint: Endpoint
  let configuration: ClientConfiguration
  let eventLoop: any EventLoop
  let shared: Mutex<Shared>
  let confined: NIOLoopBoundBox<Confined>

  init(endpoint: Endpoint, configuration: ClientConfiguration, eventLoop: any EventLoop) {
    self.endpoint = endpoint
    self.configuration = configuration
    self.eventLoop = eventLoop
    shared = Mutex(
      Shared(
        calls: CallTable(
          maxCalls: configuration.maxCallsInFlight, maxUnsentBytes: configuration.maxQueuedBytes)))
    confined = .makeBoxSendingValue(
      Confined(connector: Connector(endpoint: endpoint, configuration: configuration)),
      eventLoop: eventLoop)
  }

  /// Takes a call in, to be sent soon, and returns its stream id. Its receiver is told how it ends.
  ///
  /// - Throws: RESOURCE_EXHAUSTED when too much is under way, CANCELLED after `shutdown`.
  func open(_ call: Call) throws(RPCStatus) -> UInt32 {
    let (id, wakes) = try shared.withLock { shared throws(RPCStatus) in
      guard !shared.isShutDown else { throw RPCStatus(.cancelled, "the client is closed") }
      let id = try shared.calls.open(call)
      let wakes = !shared.isFlushScheduled
      shared.isFlushScheduled = true
      return (id, wakes)
    }
    if wakes { eventLoop.execute { self.flush() } }
    return id
  }

  /// Ends a call that is under way with `status`; a server that has it is told.
  func cancel(_ id: UInt32, _ status: RPCStatus) {
    guard let call = shared.withLock({ $0.calls.remove(id) }) else { return }
    if call.isSent { sendCancel(of: call) }
    if call.isStreaming { resume(id) }
    call.receiver.fail(status, wasSent: call.isSent)
  }

  /// A stream has room for messages again, or needs none.
  func resume(_ id: UInt32) {
    if eventLoop.inEventLoop {
      resumeReading(id)
    } else {
      eventLoop.execute { self.resumeReading(id) }
    }
  }

  /// Connects now, unless a connection is there.
  ///
  /// - Throws: UNAVAILABLE when there is no way to the server.
  func connect() async throws(RPCStatus) {
    let promise = eventLoop.makePromise(of: Void.self)
    eventLoop.execute {
      if case .connected = self.confined.value.phase {
        promise.succeed()
      } else {
        self.confined.value.waitingForConnection.append(promise)
        self.startConnecting()
      }
    }
    do {
      try await promise.futureResult.get()
    } catch {
      throw error as? RPCStatus ?? RPCStatus(.unavailable, "no connection to \(endpoint): \(error)")
    }
  }

  /// Ends all calls and the connection; no call is taken any more.
  func shutdown() -> EventLoopFuture<Void> {
    let calls = shared.withLock { shared in
      shared.isShutDown = true
      return shared.calls.removeSent() + shared.calls.removeUnsent()
    }
    let status = RPCStatus(.cancelled, "the client was closed")
    calls.forEach { $0.receiver.fail(status, wasSent: $0.isSent) }
    return eventLoop.flatSubmit {
      self.confined.value.expiry?.timer.cancel()
      self.confined.value.stallTimer?.cancel()
      guard case .connected(let channel) = self.confined.value.phase else {
        return self.eventLoop.makeSucceededVoidFuture()
      }
      channel.close(promise: nil)
      return channel.closeFuture
    }
  }

  /// The call itself has ended here; whether the server hears of it is not waited for.
  private func sendCancel(of call: Call) {
    let cancel = EngramV1.CancelRequest(requestID: call.requestID)
    let frame = try? RequestFrame.encode(
      RemoteMethod(service: "engram.v1.ControlService", name: "Cancel", isIdempotent: true),
      payload: cancel.packed(), isStreaming: false, timeout: .seconds(5), metadata: [])
    _ = try? open(
      Call(
        frame: frame, requestID: "", isStreaming: false, deadline: .now() + .seconds(5),
        receiver: .nobody))
  }
}
