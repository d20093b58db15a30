/// Names one call for the life of its connection; a stream id alone may be used again.
struct CallID: Sendable, Hashable {
  /// The id on the wire.
  let streamID: UInt32
  /// Which call of the connection this is, from 1.
  let serial: UInt64
}
