/// A request on its way through the client.
struct TransferOrder: Sendable {
  typealias ID = UInt64
  typealias Outcome = Result<HTTPResponse, any Error>

  let id: ID
  let request: HTTPRequest
  let deadline: ContinuousClock.Instant
  let maxResponseBytes: Int
  /// Where the body goes as it arrives; `nil` keeps it until it is whole.
  var stream: StreamPipe?
  /// How long nothing may come, where it is streamed.
  var idleTimeout: Duration?
  /// Called once, on any thread.
  let finish: @Sendable (Outcome) -> Void

  func fail(_ code: HTTPError.Code, _ reason: String) {
    finish(.failure(HTTPError(code, attempted: request.attempted, reason: reason)))
  }
}
