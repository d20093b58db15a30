import Wire

/// The refusals that the server itself makes in more than one place.
extension RPCStatus {
  /// How long a client is asked to wait before it tries a refused call again.
  private static let retryDelay = Duration.milliseconds(200)

  static var shuttingDown: RPCStatus {
    RPCStatus(
      .unavailable, "the server is shutting down",
      details: [.retryInfo(retryDelay), .errorInfo(reason: "SHUTTING_DOWN")])
  }

  static var deadlineExceeded: RPCStatus {
    RPCStatus(.deadlineExceeded, "the deadline of the call has passed")
  }

  /// A limit on what runs at once was reached.
  static func overloaded(_ message: String, reason: String) -> RPCStatus {
    RPCStatus(
      .resourceExhausted, message,
      details: [.retryInfo(retryDelay), .errorInfo(reason: reason)])
  }

  /// A reply that is too much beside the `bytes` that wait for the client to read them. There is no
  /// RetryInfo: the call was carried out.
  static func unreadReplies(bytes: Int) -> RPCStatus {
    RPCStatus(
      .resourceExhausted,
      "the call has ended, but \(bytes) bytes of other replies wait for the client to read them",
      details: [.errorInfo(reason: "UNREAD_REPLIES")])
  }

  /// A reply of `bytes` that no frame holds.
  static func replyTooLarge(bytes: Int) -> RPCStatus {
    RPCStatus(
      .resourceExhausted,
      "the reply takes \(bytes) bytes, a frame carries at most \(WireLimits.maxFrameBytes)",
      details: [.errorInfo(reason: "REPLY_TOO_LARGE")])
  }
}
