import NIOCore
import Wire

/// Makes the frame that opens a call.
enum RequestFrame {
  /// A request frame whose stream id is still 0.
  ///
  /// - Throws: RESOURCE_EXHAUSTED when the request doesn't fit into a frame.
  static func encode(
    _ method: RemoteMethod, payload: [UInt8], isStreaming: Bool, timeout: TimeAmount?,
    metadata: [Ttrpc.KeyValue]
  ) throws(RPCStatus) -> ByteBuffer {
    let request = Ttrpc.Request(
      service: method.service, method: method.name, payload: payload,
      timeoutNano: timeout?.nanoseconds ?? 0, metadata: metadata)
    let frame = unsafe request.withPacked { packed in
      var frame = ByteBuffer()
      frame.reserveCapacity(WireLimits.headerBytes + packed.count)
      let header = FrameHeader(
        length: UInt32(clamping: packed.count), streamID: 0, type: .request,
        flags: isStreaming ? .remoteClosed : [])
      frame.writeBytes(header.bytes)
      unsafe frame.writeBytes(packed)
      return frame
    }
    let length = frame.readableBytes - WireLimits.headerBytes
    guard length <= WireLimits.maxFrameBytes else {
      throw RPCStatus(
        .resourceExhausted,
        "the request to \(method) has \(length) bytes, and a frame holds "
          + "\(WireLimits.maxFrameBytes)")
    }
    return frame
  }
}
