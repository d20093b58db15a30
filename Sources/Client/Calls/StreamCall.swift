import NIOCore
import Wire

/// One server-streaming call. Ends with its last reference, if not before.
final class StreamCall: Sendable {
  private let link: Link
  private let inbox: StreamInbox
  /// `nil` when the call could not be opened; the inbox then says why.
  private let id: UInt32?

  /// Opens the call.
  init(
    on link: Link, requestID: String, deadline: NIODeadline,
    frame: () throws(RPCStatus) -> ByteBuffer
  ) {
    self.link = link
    inbox = StreamInbox(limit: link.configuration.streamBufferBytes)
    do throws(RPCStatus) {
      id = try link.open(
        Link.Call(
          frame: frame(), requestID: requestID, isStreaming: true, deadline: deadline,
          receiver: .stream(inbox)))
    } catch {
      id = nil
      inbox.end(error)
    }
  }

  deinit { cancel() }

  /// The next packed message, `nil` at the end; a cancelled task ends the call.
  func next() async throws(RPCStatus) -> ByteBuffer? {
    let (delivery, drained) = await withTaskCancellationHandler {
      await inbox.next()
    } onCancel: {
      cancel()
    }
    if drained, let id { link.resume(id) }
    switch delivery {
    case .message(let message): return message
    case .ended(nil): return nil
    case .ended(let status?): throw status
    }
  }

  private func cancel() {
    if let id { link.cancel(id, .cancelledByCaller) }
  }
}
