import NIOCore
import Wire

/// Frames that are written and have not been handed to the socket, one buffer for all of them, so
/// that the replies of one read leave in one write.
struct Outbound {
  /// What is allocated for the first frame of a batch.
  private static let firstCapacity = 512

  private(set) var buffer = ByteBuffer()
  /// Bytes of messages in `buffer` that count against the send queue of their stream.
  private var queued: [(call: CallID, bytes: Int)] = []
  /// Kept since under overload one refusal follows another.
  private var lastStatus: PackedStatus?
  /// All bytes ever handed over.
  private(set) var handedOver = 0

  /// Writes frames into the buffer.
  mutating func write<R, E: Error>(
    _ body: (inout ByteBuffer) throws(E) -> R
  ) throws(E) -> R {
    makeRoom()
    return try body(&buffer)
  }

  /// Ends a call with an error.
  mutating func writeStatus(_ status: RPCStatus, on streamID: UInt32) {
    let packed = lastStatus.flatMap { $0.status == status ? $0 : nil } ?? PackedStatus(status)
    lastStatus = packed
    write { $0.writeStatus(packed, on: streamID) }
  }

  /// Writes one message of a stream.
  mutating func write(_ message: [UInt8], of call: CallID) {
    makeRoom()
    buffer.writeMessage(message, on: call.streamID)
    queued.append((call, message.count))
  }

  /// Hands over all that is written, with what to report to send queues once the socket took it.
  mutating func take() -> (ByteBuffer, queued: [(call: CallID, bytes: Int)]) {
    let taken = (buffer, queued)
    handedOver += buffer.readableBytes
    queued.removeAll()
    buffer = ByteBuffer()
    return taken
  }

  private mutating func makeRoom() {
    if buffer.capacity == 0 { buffer.reserveCapacity(Self.firstCapacity) }
  }
}
