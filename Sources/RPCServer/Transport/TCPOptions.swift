import Glibc
import NIOCore

/// Socket options of TCP connections that NIO has no name for.
enum TCPOptions {
  /// Idle time before the first keepalive probe, between probes, and how many may go unanswered.
  private static let keepAlive: [(option: CInt, value: Int)] = [
    (TCP_KEEPIDLE, 60), (TCP_KEEPINTVL, 15), (TCP_KEEPCNT, 4),
  ]

  /// How long sent bytes may stay unacknowledged before the kernel gives the connection up.
  private static let userTimeoutMilliseconds = 30_000

  private static let quickAcknowledgement = tcp(TCP_QUICKACK)

  /// Whether the connection is TCP.
  static func exist(on channel: any Channel) -> Bool {
    switch channel.remoteAddress {
    case .v4, .v6: true
    case .unixDomainSocket, nil: false
    }
  }

  /// Sends small frames at once, and finds out about peers that are gone.
  static func apply(to channel: any Channel) throws {
    guard let options = channel.syncOptions else { return }
    try options.setOption(.tcpOption(.tcp_nodelay), value: 1)
    try options.setOption(.socketOption(.so_keepalive), value: 1)
    for (option, value) in keepAlive { try options.setOption(tcp(option), value: value) }
    try options.setOption(tcp(TCP_USER_TIMEOUT), value: userTimeoutMilliseconds)
    acknowledgeQuickly(channel)
  }

  /// Acknowledges what has just been read at once.
  ///
  /// A client that writes header and body apart holds the body back until the header is
  /// acknowledged, which the kernel would delay by 40 ms. It forgets this setting: to be set again
  /// after each read, but for one whose replies carry the acknowledgement. A connection that is just closing refuses it, which does not matter.
  static func acknowledgeQuickly(_ channel: any Channel) {
    try? channel.syncOptions?.setOption(quickAcknowledgement, value: 1)
  }

  private static func tcp(_ option: CInt) -> ChannelOptions.Types.SocketOption {
    ChannelOptions.tcpOption(NIOBSDSocket.Option(rawValue: option))
  }
}
