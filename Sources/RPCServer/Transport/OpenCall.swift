import Wire

/// What a connection keeps of a call while its stream is open.
struct OpenCall {
  /// Resumes a handler that waits for room in its send queue.
  typealias SendWaiter = CheckedContinuation<Void, any Error>

  let method: Method
  let arrived: ContinuousClock.Instant
  /// The running handler; `nil` while it is being started.
  var task: Task<Void, Never>?
  /// Takes the request message, where it comes in a Data frame.
  var requestMessage: AsyncStream<[UInt8]>.Continuation?
  var sendQueue: SendQueue<SendWaiter>
}

/// How a handler returned.
enum CallOutcome: Sendable {
  /// A unary call's reply.
  case reply([UInt8])
  /// A stream that sent all it had.
  case endOfStream
  /// An error, which became this status.
  case failed(RPCStatus, any Error)
}
