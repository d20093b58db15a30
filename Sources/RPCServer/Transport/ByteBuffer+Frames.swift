import NIOCore
import Wire

/// Writing the server's frames, the `ttrpc.Response` envelope included.
///
/// The envelope is written by hand since it is one field around bytes that exist already: field 1
/// is the status, field 2 the payload, both length-delimited.
extension ByteBuffer {
  private static let statusKey: UInt8 = 0x0A
  private static let payloadKey: UInt8 = 0x12

  /// Ends a unary call with its reply.
  ///
  /// - Throws: RESOURCE_EXHAUSTED when the reply does not fit a frame; then nothing is written.
  mutating func writeReply(_ payload: [UInt8], on streamID: UInt32) throws(RPCStatus) {
    let length = payload.isEmpty ? 0 : Self.fieldLength(payload.count)
    guard length <= WireLimits.maxFrameBytes else { throw .replyTooLarge(bytes: payload.count) }
    writeHeader(FrameHeader(length: UInt32(length), streamID: streamID, type: .response))
    if !payload.isEmpty { writeField(Self.payloadKey, payload) }
  }

  /// Ends a call with an error.
  mutating func writeStatus(_ packed: PackedStatus, on streamID: UInt32) {
    let packed = packed.bytes
    let length = UInt32(Self.fieldLength(packed.count))
    writeHeader(FrameHeader(length: length, streamID: streamID, type: .response))
    writeField(Self.statusKey, packed)
  }

  /// Writes one message of a stream, which fits a frame.
  mutating func writeMessage(_ message: [UInt8], on streamID: UInt32) {
    writeHeader(FrameHeader(length: UInt32(message.count), streamID: streamID, type: .data))
    writeBytes(message)
  }

  /// Ends a stream that succeeded. A Response would reach Go clients as one more, empty message.
  mutating func writeEndOfStream(on streamID: UInt32) {
    writeHeader(
      FrameHeader(length: 0, streamID: streamID, type: .data, flags: [.remoteClosed, .noData]))
  }

  private mutating func writeHeader(_ header: FrameHeader) {
    writeMultipleIntegers(header.lengthAndStreamID, header.typeAndFlags)
  }

  private mutating func writeField(_ key: UInt8, _ bytes: [UInt8]) {
    writeInteger(key)
    var rest = UInt32(bytes.count)
    while rest >= 0x80 {
      writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    writeInteger(UInt8(truncatingIfNeeded: rest))
    writeBytes(bytes)
  }

  /// Bytes of a field: its key, its length and `count` bytes.
  private static func fieldLength(_ count: Int) -> Int {
    let lengthBits = max(1, Int.bitWidth - count.leadingZeroBitCount)
    return 1 + (lengthBits + 6) / 7 + count
  }
}
