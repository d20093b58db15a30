import Glibc
import Wire

/// One connection of a load with its calls in flight; owns the socket.
@safe struct LoadConnection: ~Copyable {
  let socket: CInt
  var calls: CallRing
  var outgoing: SendBuffer
  var incoming: ReceiveBuffer
  /// Whether the kernel took no more, and the poller tells when it does.
  var isBlocked = false

  /// Takes ownership of a connected socket that doesn't block.
  ///
  /// - Parameters:
  ///   - inFlight: Most calls in flight, at least 1.
  ///   - longestFrame: Bytes of the longest frame that will be sent.
  init(adopting socket: CInt, inFlight: Int, longestFrame: Int, replyType: FrameType) {
    self.socket = socket
    calls = CallRing(limit: inFlight)
    outgoing = SendBuffer(capacity: inFlight * longestFrame)
    incoming = ReceiveBuffer(replyType: replyType)
  }

  deinit { close(socket) }
}
