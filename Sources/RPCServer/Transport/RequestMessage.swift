/// The packed request message of a call: at hand, or still to come in a Data frame.
enum RequestMessage: Sendable {
  case here([UInt8])
  case later(AsyncStream<[UInt8]>)

  /// What a Request frame brought, and where to put the message if that comes later.
  static func arriving(
    _ inbound: InboundSide, _ payload: [UInt8]
  ) -> (RequestMessage, AsyncStream<[UInt8]>.Continuation?) {
    guard inbound == .awaitingMessage else { return (.here(payload), nil) }
    let (messages, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingOldest(1))
    return (.later(messages), continuation)
  }

  /// The message, once it is there.
  ///
  /// - Throws: `CancellationError` when the call ends before.
  var bytes: [UInt8] {
    get async throws {
      switch self {
      case .here(let payload): return payload
      case .later(let messages):
        for await message in messages { return message }
        throw CancellationError()
      }
    }
  }
}
