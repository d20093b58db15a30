import NIOCore
public import Wire

/// The replies of a server-streaming call, as they arrive.
///
/// Each iteration is a call of its own, which begins with the iterator and ends with it: leaving a
/// `for try await` early cancels the call. Replies are read from the connection no faster than
/// they are taken from here, but for `ClientConfiguration.streamBufferBytes`.
public struct Replies<Message: WireMessage>: AsyncSequence, Sendable {
  public typealias Element = Message
  public typealias Failure = RPCStatus

  let open: @Sendable () -> StreamCall

  public func makeAsyncIterator() -> Iterator {
    Iterator(call: open())
  }

  /// Reads one call's replies.
  public struct Iterator: AsyncIteratorProtocol {
    let call: StreamCall

    /// The next reply, `nil` when the server has ended the stream.
    ///
    /// - Throws: How the call failed, also when a reply can't be read.
    public func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(RPCStatus) -> Message? {
      guard let packed = try await call.next() else { return nil }
      return try PackedReply.unpack(packed)
    }

    public func next() async throws(RPCStatus) -> Message? {
      try await next(isolation: nil)
    }
  }
}
