public import Wire

/// What may be set for one call.
public struct CallOptions: Sendable, Hashable {
  /// Time for the call, all its attempts included. `nil`: `ClientConfiguration.timeout` for a
  /// unary call, no limit for a stream.
  public var timeout: Duration?
  /// Metadata sent along. Keys are lower case; a repeated key has several values. A `request-id`
  /// given here takes the place of the one that the client makes.
  public var metadata: [Ttrpc.KeyValue]

  /// Options with the client's timeout and no metadata unless told otherwise.
  public init(timeout: Duration? = nil, metadata: [Ttrpc.KeyValue] = []) {
    self.timeout = timeout
    self.metadata = metadata
  }
}
