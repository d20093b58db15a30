import NIOCore
import NIOPosix
import Synchronization
import Testing
import Wire

/// A server in this process that answers each request by a closure, well or badly.
final class FakeServer: Sendable {
  private let channel: any Channel
  private let log: RequestLog

  /// Listens, on a free port of 127.0.0.1 unless told otherwise. `answer` runs on an event loop.
  static func start(
    on endpoint: Endpoint = .tcp(host: "127.0.0.1", port: 0),
    answer: @escaping @Sendable (FakeCall) -> Void
  ) async throws -> FakeServer {
    let log = RequestLog()
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(FakeConnection(log: log, answer: answer))
        }
      }
    let channel =
      switch endpoint {
      case .tcp(let host, let port): try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path): try await bootstrap.bind(unixDomainSocketPath: path).get()
      }
    return FakeServer(channel: channel, log: log)
  }

  private init(channel: any Channel, log: RequestLog) {
    self.channel = channel
    self.log = log
  }

  /// Where clients find it.
  var endpoint: Endpoint {
    get throws {
      if let path = channel.localAddress?.pathname, !path.isEmpty { return .unix(path: path) }
      return .tcp(host: "127.0.0.1", port: try #require(channel.localAddress?.port))
    }
  }

  /// All requests so far, in the order of their arrival.
  var requests: [Ttrpc.Request] { log.requests }

  /// How many connections were accepted so far.
  var connectionCount: Int { log.connectionCount }

  /// Waits until `count` requests have arrived; ends with the test's time limit otherwise.
  func waitForRequests(_ count: Int) async throws {
    while log.requests.count < count { try await Task.sleep(for: .milliseconds(2)) }
  }

  /// Closes the listener; connections stay.
  func stop() async throws {
    try await channel.close()
  }
}

/// What a fake server has seen.
final class RequestLog: Sendable {
  private let state = Mutex<(requests: [Ttrpc.Request], connections: Int)>(([], 0))

  var requests: [Ttrpc.Request] { state.withLock { $0.requests } }
  var connectionCount: Int { state.withLock { $0.connections } }

  func note(_ request: Ttrpc.Request) { state.withLock { $0.requests.append(request) } }
  func noteConnection() { state.withLock { $0.connections += 1 } }
}

/// One request that a fake server got, and the ways to answer it.
struct FakeCall: Sendable {
  let streamID: UInt32
  let request: Ttrpc.Request
  let channel: any Channel

  var requestID: String? { request.metadata.first { $0.key == "request-id" }?.value }

  /// Ends the call with a reply.
  func reply(_ message: some WireMessage) {
    send(.response, Ttrpc.Response(payload: message.packed()).packed())
  }

  /// Ends the call with an error.
  func fail(_ status: RPCStatus) {
    send(.response, Ttrpc.Response(status: status.wire).packed())
  }

  /// Sends one message of a stream.
  func message(_ message: some WireMessage, flags: FrameFlags = []) {
    send(.data, message.packed(), flags: flags)
  }

  /// Ends a stream as ttrpc does.
  func end() {
    send(.data, [], flags: [.remoteClosed, .noData])
  }

  /// Sends any frame.
  func send(_ type: FrameType, _ data: [UInt8], flags: FrameFlags = []) {
    channel.writeAndFlush(ByteBuffer(bytes: frame(type, data, flags: flags)), promise: nil)
  }

  /// The bytes of a frame of this call.
  func frame(_ type: FrameType, _ data: [UInt8], flags: FrameFlags = []) -> [UInt8] {
    FrameHeader(length: UInt32(data.count), streamID: streamID, type: type, flags: flags).bytes
      + data
  }
}

/// One connection of a fake server.
private final class FakeConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let log: RequestLog
  private let answer: @Sendable (FakeCall) -> Void
  private var decoder = FrameDecoder()
  private var unread = ByteBuffer()

  init(log: RequestLog, answer: @escaping @Sendable (FakeCall) -> Void) {
    self.log = log
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    log.noteConnection()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var arrived = unwrapInboundIn(data)
    unread.writeBuffer(&arrived)
    while case .frame(let header, let data) = decoder.next(unread.readableBytesSpan) {
      unread.moveReaderIndex(forwardBy: data.lowerBound)
      let packed = unread.readBytes(length: data.count) ?? []
      guard let request = try? Ttrpc.Request(unpacking: packed) else { continue }
      log.note(request)
      answer(FakeCall(streamID: header.streamID, request: request, channel: context.channel))
    }
  }
}
