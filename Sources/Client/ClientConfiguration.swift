/// How a client connects, waits and retries, and how much it holds in memory.
public struct ClientConfiguration: Sendable, Hashable {
  /// Time for a unary call, all its attempts included, when its options name none.
  public var timeout: Duration = .seconds(30)
  /// How failed calls are retried, and how long lost connections wait before the next try.
  public var retry = RetryPolicy()
  /// How long one attempt to connect may take.
  public var connectTimeout: Duration = .seconds(10)
  /// Calls that may wait for an answer at one time; one more fails with RESOURCE_EXHAUSTED.
  public var maxCallsInFlight = 4_096
  /// Bytes of requests that may wait to be sent; a call beyond fails with RESOURCE_EXHAUSTED.
  public var maxQueuedBytes = 64 << 20
  /// Bytes of a stream's replies that may wait for their reader before the connection is no
  /// longer read from.
  public var streamBufferBytes = 1 << 20
  /// How long a stream with a slow reader may keep the other calls of the connection waiting
  /// before it ends with RESOURCE_EXHAUSTED.
  public var streamStallLimit: Duration = .seconds(5)

  /// The defaults that stand beside each property.
  public init() {}
}
