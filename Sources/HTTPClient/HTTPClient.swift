import Synchronization

/// Sends requests over connections that are kept and used again, all on one thread of its own.
///
/// Only `http` and `https`; redirects are not followed, and no proxy is taken from the environment.
public final class HTTPClient: Sendable {
  private let configuration: HTTPClientConfiguration
  private let loop: TransferLoop
  private let lastID = Atomic<TransferOrder.ID>(0)

  /// Throws `unreachable` when the system has no memory or descriptors left for it.
  public init(_ configuration: HTTPClientConfiguration = .init()) throws(HTTPError) {
    self.configuration = configuration
    loop = try TransferLoop(configuration)
  }

  deinit { loop.stop() }

  /// Sends a request and waits for the whole reply.
  ///
  /// Throws `HTTPError`, or `CancellationError` when the task is cancelled; the connection is closed
  /// then. A reply with an error status is a reply.
  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try request.validate()
    let id = lastID.add(1, ordering: .relaxed).newValue
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.submit(order(request, id: id) { continuation.resume(returning: $0) })
        // A cancellation from before the order was there has told the loop nothing.
        if Task.isCancelled { loop.cancel(id) }
      }
    } onCancel: {
      loop.cancel(id)
    }
    return try outcome.get()
  }

  /// Sends a request and returns when the reply begins; its body is read from what is returned.
  ///
  /// A reader that is slow slows the server down. Throws as `send` does; `timedOut` also when no byte
  /// comes for as long as the idle timeout.
  public func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    try request.validate()
    let id = lastID.add(1, ordering: .relaxed).newValue
    let pipe = StreamPipe(limit: configuration.streamBufferBytes)
    let head = try await withTaskCancellationHandler {
      loop.submit(order(request, id: id, to: pipe))
      if Task.isCancelled { loop.cancel(id) }
      return try await pipe.head()
    } onCancel: {
      loop.cancel(id)
    }
    return HTTPStream(head: head, pipe: pipe, client: self, id: id)
  }

  /// Ends what is under way as `shuttingDown`, refuses everything else, and closes the connections.
  public func shutdown() { loop.stop() }

  private func order(
    _ request: HTTPRequest, id: TransferOrder.ID,
    finish: @escaping @Sendable (TransferOrder.Outcome) -> Void
  ) -> TransferOrder {
    let limit = ContinuousClock.now + (request.timeout ?? configuration.requestTimeout)
    return TransferOrder(
      id: id, request: request, deadline: min(limit, request.deadline ?? limit),
      maxResponseBytes: request.maxResponseBytes ?? configuration.maxResponseBytes,
      finish: finish)
  }

  private func order(
    _ request: HTTPRequest, id: TransferOrder.ID, to pipe: StreamPipe
  ) -> TransferOrder {
    let limit = ContinuousClock.now + (request.timeout ?? configuration.streamTimeout)
    return TransferOrder(
      id: id, request: request, deadline: min(limit, request.deadline ?? limit),
      maxResponseBytes: request.maxResponseBytes ?? configuration.maxResponseBytes,
      stream: pipe, idleTimeout: request.idleTimeout ?? configuration.idleTimeout,
      finish: { pipe.finish($0) })
  }

  // A reader of a streamed reply goes on, is done before its end, or gives up.
  func resume(_ id: TransferOrder.ID) { loop.resume(id) }
  func leave(_ id: TransferOrder.ID) { loop.leave(id) }
  func cancel(_ id: TransferOrder.ID) { loop.cancel(id) }
}
