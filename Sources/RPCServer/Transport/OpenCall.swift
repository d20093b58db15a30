import Wire

/// What a connection keeps of a call while its stream is open. Used on the connection's loop only.
final class OpenCall {
  /// Resumes a handler that waits for room in its send queue.
  typealias SendWaiter = CheckedContinuation<Void, any Error>

  let method: Method
  let arrived: ContinuousClock.Instant
  /// The running handler; `nil` while it is being started.
  var task: Task<Void, Never>?
  /// Takes the request message, where it comes in a Data frame.
  let requestMessage: AsyncStream<[UInt8]>.Continuation?
  /// What waits to be sent; only streams come to use it.
  lazy var sendQueue = SendQueue<SendWaiter>(limitBytes: sendQueueBytes)
  private let sendQueueBytes: Int

  init(
    method: Method, arrived: ContinuousClock.Instant,
    requestMessage: AsyncStream<[UInt8]>.Continuation?, sendQueueBytes: Int
  ) {
    self.method = method
    self.arrived = arrived
    self.requestMessage = requestMessage
    self.sendQueueBytes = sendQueueBytes
  }
}

/// How a handler returned.
enum CallOutcome: Sendable {
  /// A unary call's reply.
  case reply([UInt8])
  /// A stream that sent all it had.
  case endOfStream
  /// An error, which became this status.
  case failed(RPCStatus, any Error)

  /// What became of a handler that returns a reply.
  init(_ answer: () throws -> [UInt8]) {
    do { self = .reply(try answer()) } catch {
      self = .failed(StatusTranslation.status(for: error), error)
    }
  }
}
