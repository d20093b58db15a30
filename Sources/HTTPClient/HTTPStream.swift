import Synchronization

/// A server's reply whose body is read as it arrives.
///
/// One task reads it. The transfer ends with the body, when the reading task is cancelled, and when
/// nobody holds this any more who has not left it.
public final class HTTPStream: Sendable {
  /// What comes before the body.
  struct Head: Sendable {
    let status: Int
    let headers: HTTPHeaders
  }

  private let head: Head
  private let pipe: StreamPipe
  private let client: HTTPClient
  private let id: TransferOrder.ID
  private let isLeft = Atomic(false)

  /// Such as 200; redirects are not followed.
  public var status: Int { head.status }
  public var headers: HTTPHeaders { head.headers }

  init(head: Head, pipe: StreamPipe, client: HTTPClient, id: TransferOrder.ID) {
    self.head = head
    self.pipe = pipe
    self.client = client
    self.id = id
  }

  deinit { if !isLeft.load(ordering: .relaxed) { client.cancel(id) } }

  /// The next bytes of the body, at least one, as soon as there are any; `nil` at its end.
  ///
  /// Throws `HTTPError`, or `CancellationError` when the task is cancelled.
  public func next() async throws -> [UInt8]? {
    let answer = try await withTaskCancellationHandler {
      try Task.checkCancellation()
      return try await pipe.next { client.resume(id) }
    } onCancel: {
      client.cancel(id)
    }
    return switch answer {
    case .bytes(let bytes): bytes
    case .end: nil
    }
  }

  /// Lets what may still come go by unread: when the body ends within a second, its connection is
  /// there for the next request. Nothing is read after this.
  public func leave() {
    isLeft.store(true, ordering: .relaxed)
    client.leave(id)
  }

  /// The rest of the body. Throws `responseTooLarge` for one of more than `maxBytes`.
  public func rest(maxBytes: Int) async throws -> [UInt8] {
    var body: [UInt8] = []
    while let bytes = try await next() {
      guard bytes.count <= maxBytes - body.count else {
        throw HTTPError(
          .responseTooLarge, attempted: "reading a reply",
          reason: "the reply is longer than the limit")
      }
      body += bytes
    }
    return body
  }
}
