public import Logging

/// What a handler knows of its call beside the request.
///
/// A handler that waits for something should stop waiting when its task is cancelled, which
/// happens when the deadline passes, the call is cancelled or the client is gone.
public struct CallContext: Sendable {
  /// Full name, such as `engram.v1.ConversationService/AddMessages`.
  public let method: String
  /// When the call is given up; `nil` for a stream whose client set no deadline.
  public let deadline: ContinuousClock.Instant?
  public let metadata: Metadata
  let requestName: RequestName
  /// Reaches the other calls of the connection; `nil` for a call that has no need, or no
  /// connection, as in tests.
  let neighbours: NeighbouringCalls?
  private let baseLogger: Logger

  /// The `request-id` metadata of the caller, or a name the server gave.
  public var requestID: String { requestName.description }

  /// Logs with the request id and the method.
  public var logger: Logger {
    var logger = baseLogger
    logger[metadataKey: "request-id"] = "\(requestID)"
    logger[metadataKey: "method"] = "\(method)"
    return logger
  }

  /// A call as the server hands it to a handler.
  init(
    method: String,
    deadline: ContinuousClock.Instant?,
    metadata: Metadata,
    requestName: RequestName,
    neighbours: NeighbouringCalls?,
    logger: Logger
  ) {
    self.method = method
    self.deadline = deadline
    self.metadata = metadata
    self.requestName = requestName
    self.neighbours = neighbours
    baseLogger = logger
  }

  /// A call without a connection, for calling a handler directly.
  public init(
    method: String,
    requestID: String,
    deadline: ContinuousClock.Instant? = nil,
    metadata: Metadata = Metadata(),
    logger: Logger
  ) {
    self.method = method
    self.deadline = deadline
    self.metadata = metadata
    requestName = .given(requestID)
    neighbours = nil
    baseLogger = logger
  }
}
