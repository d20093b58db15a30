public import Wire

/// The replies of one server-streaming call, in the order in which they are sent.
public struct ReplyStream<Message: WireMessage>: Sendable {
  let sender: StreamSender

  /// Sends one reply; returns when the stream's send queue has taken it.
  ///
  /// A client that reads slowly keeps the queue full, and so keeps this function waiting: what the
  /// server holds for one stream is bounded. May be called from any task of the handler.
  ///
  /// - Throws: `RPCStatus` with RESOURCE_EXHAUSTED when the message does not fit a frame, and
  ///   `CancellationError` once the call has ended: its deadline passed, it was cancelled, or the
  ///   client is gone.
  public func send(_ message: Message) async throws {
    try await sender.send(message.packed())
  }
}
