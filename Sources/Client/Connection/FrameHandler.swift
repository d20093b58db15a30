import NIOCore
import Wire

/// Cuts what the server sends into frames, and holds reading while a stream's reader is behind.
final class FrameHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private let link: Link
  private var decoder = FrameDecoder()
  private var unread = ByteBuffer()
  private var isPaused = false
  private var heldRead = false
  private var context: ChannelHandlerContext?

  init(link: Link) {
    self.link = link
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  /// Stops or resumes reading from the socket.
  func setPaused(_ paused: Bool) {
    isPaused = paused
    if !paused, heldRead {
      heldRead = false
      context?.read()
    }
  }

  func read(context: ChannelHandlerContext) {
    if isPaused {
      heldRead = true
    } else {
      context.read()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var arrived = unwrapInboundIn(data)
    if unread.readableBytes == 0 {
      unread = arrived
    } else {
      unread.writeBuffer(&arrived)
    }
    var frames: [InboundFrame] = []
    let isTTRPC = cut(into: &frames)
    unread.discardReadBytes()
    link.receive(frames)
    if !isTTRPC { context.close(promise: nil) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    link.flush()
  }

  func channelInactive(context: ChannelHandlerContext) {
    link.connectionLost(context.channel)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// False when what arrived is not ttrpc.
  private func cut(into frames: inout [InboundFrame]) -> Bool {
    while true {
      switch decoder.next(unread.readableBytesSpan) {
      case .needMore:
        return true
      case .discarded(let count):
        unread.moveReaderIndex(forwardBy: count)
      case .frame(let header, let data):
        unread.moveReaderIndex(forwardBy: data.lowerBound)
        let payload = unread.readSlice(length: data.count) ?? ByteBuffer()
        frames.append(InboundFrame(header: header, payload: payload))
      case .oversized(let header, let consumed):
        unread.moveReaderIndex(forwardBy: consumed)
        frames.append(InboundFrame(header: header, payload: nil))
      case .notTTRPC:
        return false
      }
    }
  }
}

/// A frame from the server.
struct InboundFrame {
  let header: FrameHeader
  /// `nil` when it was longer than a frame may be, and thrown away.
  let payload: ByteBuffer?
}
