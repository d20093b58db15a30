import NIOCore
import Wire

/// Who waits for the answer to a call.
enum CallReceiver: Sendable {
  /// One `Response` envelope.
  case unary(CheckedContinuation<Result<ByteBuffer, CallFailure>, Never>)
  /// Messages, then an end.
  case stream(StreamInbox)
  /// Nobody: the call is sent for its effect alone.
  case nobody

  /// Ends the call without an answer.
  func fail(_ status: RPCStatus, wasSent: Bool) {
    switch self {
    case .unary(let continuation):
      continuation.resume(returning: .failure(CallFailure(status: status, wasSent: wasSent)))
    case .stream(let inbox):
      inbox.end(status)
    case .nobody:
      break
    }
  }

  /// Hands in a message of a stream; true when its reader is behind.
  func push(_ message: ByteBuffer) -> Bool {
    guard case .stream(let inbox) = self else { return false }
    return inbox.push(message)
  }

  /// Ends a stream well.
  func finish() {
    guard case .stream(let inbox) = self else { return }
    inbox.end(nil)
  }

  /// Ends the call with a `Response` envelope.
  func answer(_ envelope: ByteBuffer) {
    switch self {
    case .unary(let continuation):
      continuation.resume(returning: .success(envelope))
    case .stream(let inbox):
      inbox.end(ResponseEnvelope.status(of: envelope))
    case .nobody:
      break
    }
  }
}
