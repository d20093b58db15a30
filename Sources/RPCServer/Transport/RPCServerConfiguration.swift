public import Wire

/// Where the server listens and what it holds its clients to.
public struct RPCServerConfiguration: Sendable, Hashable {
  /// Where to listen, one or more; port 0 lets the system choose.
  public var endpoints: [Endpoint]
  /// Allows TCP addresses other than those of this machine itself, although nobody has to
  /// authenticate.
  public var allowUnauthenticated = false
  /// File mode of Unix sockets; the default admits this user alone.
  public var unixSocketMode: UInt32 = 0o600
  /// Most connections open at once. One more is told so and closed.
  public var maxConnections = 1_024
  /// Most calls in flight over all connections.
  public var maxCallsInFlight = 16_384
  /// How long calls in flight may take to end once the server shuts down.
  public var drainTimeout = Duration.seconds(15)
  public var connection = ConnectionLimits()

  public init(endpoints: [Endpoint]) { self.endpoints = endpoints }

  /// Looks the TCP endpoints up and refuses those that other machines can reach, unless that is
  /// allowed: what the server does when it starts, for callers that want to know earlier.
  public func validate() async throws(RPCServerError) {
    for case .tcp(let host, let port) in endpoints {
      try await Listener.resolve(host, port, self)
    }
  }
}

/// What each connection is held to.
public struct ConnectionLimits: Sendable, Hashable {
  /// Most calls in flight on one connection.
  public var maxCallsInFlight = 1_024
  /// The deadline of unary calls that bring none. Streams have none unless they bring one.
  public var defaultDeadline = Duration.seconds(30)
  /// Bytes that may wait to be sent before nothing more is read.
  public var outboundHighWaterBytes = 262_144
  /// Bytes that may wait to be sent at all. A reply that would take more fails, except where nothing
  /// waits, so that each reply can pass.
  public var outboundLimitBytes = 33_554_432
  /// Bytes that may wait to be sent for one stream before its handler waits.
  public var streamQueueBytes = 65_536
  /// How long a frame may take from its first byte to its last.
  public var frameTimeout = Duration.seconds(30)
  /// How long a peer may read nothing of what waits for it.
  public var writeTimeout = Duration.seconds(30)
  /// How long a connection may have no call.
  public var idleTimeout = Duration.seconds(3_600)
  /// How long the peer may take to close its side once the server closed its own.
  public var lingerTimeout = Duration.seconds(2)

  public init() {}
}
