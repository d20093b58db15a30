/// Limits of an `HTTPClient`.
public struct HTTPClientConfiguration: Sendable {
  /// The most that connecting may take, TLS included.
  public var connectTimeout: Duration = .seconds(5)
  /// The most that a request may take that says nothing else, waiting for a place included.
  public var requestTimeout: Duration = .seconds(30)
  /// The most that a streamed reply may take that says nothing else: an hour.
  public var streamTimeout: Duration = .seconds(3600)
  /// The most that may pass without a byte of a streamed reply that says nothing else.
  public var idleTimeout: Duration = .seconds(60)
  /// How many bytes of a streamed reply wait for its reader, about, before the server has to: 64 KiB.
  public var streamBufferBytes = 64 << 10
  /// How many requests are under way at once, at least 1. The others wait.
  public var maxRunning = 64
  /// How many requests may wait; those beyond are refused as `overloaded`.
  public var maxWaiting = 256
  /// How many idle connections are kept for the next request.
  public var maxIdleConnections = 16
  /// The most bytes the body of a reply may have that has no limit of its own: 64 MiB.
  public var maxResponseBytes = 64 << 20

  public init() {}
}
