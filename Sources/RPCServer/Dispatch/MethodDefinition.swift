public import Wire

/// A method and the function that answers it, with the types of its messages erased.
public struct MethodDefinition: Sendable {
  /// Answers one request with one reply.
  typealias Unary = @Sendable (_ payload: [UInt8], CallContext) async throws -> [UInt8]
  /// Answers one request with any number of replies.
  typealias ServerStreaming =
    @Sendable (_ payload: [UInt8], CallContext, StreamSender) async throws -> Void

  enum Invocation: Sendable {
    case unary(Unary)
    case serverStreaming(ServerStreaming)
  }

  /// Says why no call can be taken now; `nil` when one can. Asked for each call, before its request
  /// is read: it has to be quick.
  typealias Gate = @Sendable () -> RPCStatus?
  /// Answers one request with one reply, without ever waiting.
  typealias Immediate = @Sendable (_ payload: [UInt8], CallContext) throws -> [UInt8]

  /// Bare name, such as `AddMessages`.
  public let name: String
  let invocation: Invocation
  var gate: Gate?
  /// Answers in the place of `invocation`; `nil` for what may have to wait.
  private(set) var immediate: Immediate?

  /// A method with one reply, which `body` returns.
  ///
  /// `body` runs on the event loop of the connection: it may suspend and must not block.
  public static func unary<Request: WireMessage, Reply: WireMessage>(
    _ name: String,
    _ body: @escaping @Sendable (Request, CallContext) async throws -> Reply
  ) -> MethodDefinition {
    MethodDefinition(
      name: name,
      invocation: .unary { payload, call in
        try await body(Request(unpacking: payload), call).packed()
      })
  }

  /// A method whose replies `body` sends one by one; the stream ends when it returns.
  ///
  /// `body` runs on the event loop of the connection: it may suspend and must not block.
  public static func serverStreaming<Request: WireMessage, Reply: WireMessage>(
    _ name: String,
    _ body: @escaping @Sendable (Request, CallContext, ReplyStream<Reply>) async throws -> Void
  ) -> MethodDefinition {
    MethodDefinition(
      name: name,
      invocation: .serverStreaming { payload, call, sender in
        try await body(Request(unpacking: payload), call, ReplyStream(sender: sender))
      })
  }

  /// Has `body` answer, without a task, since it never waits.
  mutating func answerAtOnce<Request: WireMessage, Reply: WireMessage>(
    _ body: @escaping @Sendable (Request, CallContext) throws -> Reply
  ) {
    immediate = { payload, call in try body(Request(unpacking: payload), call).packed() }
  }
}
