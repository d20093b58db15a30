import Glibc
import NIOCore
import NIOPosix
import Testing
import Wire

@testable import RPCServer

@Suite struct TCPOptionsTests {
  @Test func `an accepted connection sends at once and notices peers that are gone`() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let read = group.next().makePromise(of: [Int].self)
    let listener = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        let options = channel.eventLoop.makeCompletedFuture {
          try TCPOptions.apply(to: channel)
          return try Self.options(of: channel)
        }
        options.cascade(to: read)
        return options.map { _ in }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    let client = try RawClient(to: .tcp(host: "127.0.0.1", port: port))
    let options = try await read.futureResult.get()
    client.close()
    try await listener.close()
    #expect(options == [1, 1, 60, 15, 4, 30_000])
  }

  /// No delay, keepalive, its idle time, interval and count, and the user timeout.
  private static func options(of channel: any Channel) throws -> [Int] {
    let options = try #require(channel.syncOptions)
    let rest = [TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT]
    return try [
      Int(options.getOption(.tcpOption(.tcp_nodelay))),
      Int(options.getOption(.socketOption(.so_keepalive))),
    ] + rest.map { Int(try options.getOption(.tcpOption(NIOBSDSocket.Option(rawValue: $0)))) }
  }
}
