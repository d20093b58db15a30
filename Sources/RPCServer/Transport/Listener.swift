import Glibc
import NIOCore
import NIOPosix
import Wire

/// A socket that accepts connections.
struct Listener {
  /// Connections that may wait to be accepted, as when all clients come back at once. The kernel has
  /// a limit of its own.
  static let backlog: Int32 = 1_024

  let channel: any Channel
  /// Where it listens, with the port that the system chose if it was to choose one.
  let endpoint: Endpoint
  private let unixListener: UnixListener?

  /// Listens on `endpoint`, and hands connections to `bootstrap`'s initializer.
  static func open(
    _ endpoint: Endpoint, _ configuration: RPCServerConfiguration, _ bootstrap: ServerBootstrap
  ) async throws -> Listener {
    switch endpoint {
    case .tcp(let host, let port):
      let address = try await resolve(host, port, configuration)
      let channel = try await bind(endpoint) { bootstrap.bind(to: address) }
      let bound = Endpoint.tcp(host: host, port: channel.localAddress?.port ?? port)
      return Listener(channel: channel, endpoint: bound, unixListener: nil)
    case .unix(let path):
      let unixListener = try UnixListener(path: path, mode: configuration.unixSocketMode)
      let channel = try await bind(endpoint) { bootstrap.withBoundSocket(unixListener.descriptor) }
      // NIO gives a socket that was bound elsewhere its own backlog of 128.
      try unixListener.listen()
      return Listener(channel: channel, endpoint: endpoint, unixListener: unixListener)
    }
  }

  /// Accepts nothing more.
  func close() async {
    try? await channel.close()
    unixListener?.removeFile()
  }

  /// Looks a host name up, on a thread that may block, and refuses what other machines can reach
  /// unless that is allowed.
  @discardableResult
  static func resolve(
    _ host: String, _ port: Int, _ configuration: RPCServerConfiguration
  ) async throws(RPCServerError) -> SocketAddress {
    let endpoint = Endpoint.tcp(host: host, port: port)
    let address: SocketAddress
    do {
      address = try await NIOThreadPool.singleton.runIfActive {
        try SocketAddress.makeAddressResolvingHost(host, port: port)
      }
    } catch {
      throw RPCServerError(
        code: .cannotListen, endpoint: endpoint, reason: "no such host: \(host)")
    }
    guard address.isLoopback || configuration.allowUnauthenticated else {
      throw RPCServerError(
        code: .unauthenticatedListenerRefused, endpoint: endpoint,
        reason: "other machines could connect without authentication; "
          + "listen on 127.0.0.1, or allow it with --allow-unauthenticated")
    }
    return address
  }

  private static func bind(
    _ endpoint: Endpoint, _ start: () -> EventLoopFuture<any Channel>
  ) async throws -> any Channel {
    do {
      return try await start().get()
    } catch let error as IOError {
      throw RPCServerError(
        code: error.errnoCode == EADDRINUSE ? .addressInUse : .cannotListen, endpoint: endpoint,
        reason: error.description)
    }
  }
}

extension SocketAddress {
  /// Whether only this machine can reach the address.
  fileprivate var isLoopback: Bool {
    switch self {
    case .v4:
      ipAddress?.hasPrefix("127.") == true
    case .v6:
      ipAddress == "::1"
    case .unixDomainSocket:
      true
    }
  }
}
