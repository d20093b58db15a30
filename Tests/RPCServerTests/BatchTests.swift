import Logging
import NIOCore
import NIOEmbedded
import Testing
import Wire

@testable import RPCServer

/// One connection on a loop that a test drives by hand.
@Suite struct BatchTests {
  @Test func `calls that wait for nothing are answered within the read, in one write`() throws {
    let loop = EmbeddedEventLoop()
    let writes = WriteCounter()
    let channel = EmbeddedChannel(handler: writes, loop: loop)
    let server = ServerContext(
      dispatcher: Dispatcher([TestService().definition]), limits: ConnectionLimits(),
      load: ServerLoad(maxConnections: 1, maxCalls: 100), logger: Logger(label: "test"))
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(server: server, executor: LoopExecutor(loop), admission: .open))

    let calls = 50
    for number in 0..<calls {
      let frame = RawClient.frame(
        .request, on: UInt32(2 * number + 1), RawClient.request("test.Test/Echo"))
      channel.pipeline.fireChannelRead(ByteBuffer(bytes: frame))
    }
    #expect(writes.count == 0)
    channel.pipeline.fireChannelReadComplete()

    #expect(writes.count == 1)
    let sent = try #require(try channel.readOutbound(as: ByteBuffer.self))
    #expect(sent.readableBytes == calls * WireLimits.headerBytes)
    _ = try channel.finish()
  }

  private final class WriteCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private(set) var count = 0

    func write(
      context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
      count += 1
      context.write(data, promise: promise)
    }
  }
}
