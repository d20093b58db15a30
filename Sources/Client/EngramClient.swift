public import NIOCore
public import NIOPosix
public import Wire

/// A client of one Engram server.
///
/// Calls of any number of tasks share one connection, which is made again when it was lost. Typed
/// calls are at `conversations`, `memories`, `organizations`, `control` and `health`:
///
/// ```swift
/// let client = try await EngramClient.connect(to: Endpoint(parsing: "127.0.0.1:7420"))
/// let conversation = try await client.conversations.createConversation(
///   .init(organizationID: "acme", userID: "ada"))
/// ```
///
/// A failed call throws `RPCStatus`. Cancelling the task of a call ends it here at once, and on
/// the server soon after. The connection closes with the client's last reference.
public final class EngramClient: Sendable {
  private let link: Link
  private let requestIDs = RequestIDs()

  /// A client that connects with its first call.
  public init(
    to endpoint: Endpoint, configuration: ClientConfiguration = ClientConfiguration(),
    on group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
  ) {
    link = Link(endpoint: endpoint, configuration: configuration, eventLoop: group.next())
  }

  deinit { _ = link.shutdown() }

  /// A client that has connected.
  ///
  /// - Throws: UNAVAILABLE when there is no way to the server.
  public static func connect(
    to endpoint: Endpoint, configuration: ClientConfiguration = ClientConfiguration(),
    on group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
  ) async throws(RPCStatus) -> EngramClient {
    let client = EngramClient(to: endpoint, configuration: configuration, on: group)
    try await client.link.connect()
    return client
  }

  /// Ends all calls with CANCELLED and closes the connection.
  public func close() async {
    try? await link.shutdown().get()
  }

  /// Calls a method that has one reply, and again by `ClientConfiguration.retry` where that is
  /// safe: when the request was not sent, or when the method is idempotent and the server is
  /// UNAVAILABLE or says when to come back.
  public func unary<Reply: WireMessage>(
    _ method: RemoteMethod, _ request: some WireMessage, returning reply: Reply.Type = Reply.self,
    options: CallOptions = CallOptions()
  ) async throws(RPCStatus) -> Reply {
    let payload = request.packed()
    let metadata = requestIDs.complete(options.metadata)
    let deadline = NIODeadline.now() + TimeAmount(options.timeout ?? link.configuration.timeout)
    var attempts = Attempts(
      link.configuration.retry, deadline: deadline, isIdempotent: method.isIdempotent)
    while true {
      let frame = try RequestFrame.encode(
        method, payload: payload, isStreaming: false, timeout: deadline - .now(),
        metadata: metadata.entries)
      switch await link.unary(frame, requestID: metadata.requestID, deadline: deadline) {
      case .success(let reply): return try PackedReply.unpack(reply)
      case .failure(let failure): try await attempts.waitForNext(after: failure)
      }
    }
  }

  /// Calls a method that has a stream of replies, once for each iteration.
  public func serverStreaming<Reply: WireMessage>(
    _ method: RemoteMethod, _ request: some WireMessage, returning reply: Reply.Type = Reply.self,
    options: CallOptions = CallOptions()
  ) -> Replies<Reply> {
    let payload = request.packed()
    return Replies { [link, requestIDs] in
      let metadata = requestIDs.complete(options.metadata)
      let timeout = options.timeout.map { TimeAmount($0) }
      return StreamCall(
        on: link, requestID: metadata.requestID,
        deadline: timeout.map { .now() + $0 } ?? .distantFuture
      ) { () throws(RPCStatus) in
        try RequestFrame.encode(
          method, payload: payload, isStreaming: true, timeout: timeout,
          metadata: metadata.entries)
      }
    }
  }
}
