import NIOCore
import NIOPosix
import Wire

/// Makes connections, and knows how long to wait before the next try.
struct Connector {
  private let endpoint: Endpoint
  private let configuration: ClientConfiguration
  private var failures = 0
  private var notBefore = NIODeadline.now()

  init(endpoint: Endpoint, configuration: ClientConfiguration) {
    self.endpoint = endpoint
    self.configuration = configuration
  }

  /// A try to connect has failed, or a connection was lost before the server said anything.
  mutating func noteFailure() {
    failures += 1
    notBefore = .now() + TimeAmount(configuration.retry.backoff(afterFailures: failures))
  }

  /// The server has answered: the next try need not wait.
  mutating func noteSuccess() {
    failures = 0
  }

  /// Connects on `eventLoop`, when it is time; frames go to `link`.
  func connect(for link: Link, on eventLoop: any EventLoop) -> EventLoopFuture<any Channel> {
    eventLoop.flatScheduleTask(deadline: notBefore) { [endpoint, configuration] in
      let bootstrap = ClientBootstrap(group: eventLoop)
        .connectTimeout(TimeAmount(configuration.connectTimeout))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(FrameHandler(link: link))
          }
        }
      switch endpoint {
      case .tcp(let host, let port):
        return
          bootstrap
          .channelOption(.tcpOption(.tcp_nodelay), value: 1)
          .channelOption(.socketOption(.so_keepalive), value: 1)
          .connect(host: host, port: port)
      case .unix(let path):
        return bootstrap.connect(unixDomainSocketPath: path)
      }
    }.futureResult
  }
}
