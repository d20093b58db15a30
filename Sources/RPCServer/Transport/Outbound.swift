import NIOCore

/// Frames that are written and have not been handed to the socket, one buffer for all of them, so
/// that the replies of one read leave in one write.
struct Outbound {
  /// A buffer that grew beyond this is not used again.
  private static let keptCapacity = 65_536

  private(set) var buffer = ByteBuffer()
  /// Bytes of messages in `buffer` that count against the send queue of their stream.
  private var queued: [(call: CallID, bytes: Int)] = []
  /// All bytes ever handed over.
  private(set) var handedOver = 0

  /// Writes frames into the buffer.
  mutating func write<R, E: Error>(
    _ body: (inout ByteBuffer) throws(E) -> R
  ) throws(E) -> R {
    try body(&buffer)
  }

  /// Writes one message of a stream.
  mutating func write(_ message: [UInt8], of call: CallID) {
    buffer.writeMessage(message, on: call.streamID)
    queued.append((call, message.count))
  }

  /// Hands over all that is written, with what to report to send queues once the socket took it.
  mutating func take() -> (ByteBuffer, queued: [(call: CallID, bytes: Int)]) {
    let taken = (buffer, queued)
    handedOver += buffer.readableBytes
    queued.removeAll()
    if buffer.capacity > Self.keptCapacity {
      buffer = ByteBuffer()
    }
    return taken
  }
}
