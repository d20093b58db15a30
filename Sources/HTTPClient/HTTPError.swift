/// Why a request got no reply.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `connectionLost`.
    public let description: String

    /// The request can't be sent as it is. Nothing was sent.
    public static let invalidRequest = Code(description: "invalidRequest")
    /// No connection could be made, or not in time. Nothing was sent.
    public static let unreachable = Code(description: "unreachable")
    /// The server's address is not a public one, and no other may be connected to. Nothing was sent.
    public static let addressRefused = Code(description: "addressRefused")
    /// The server could not prove with TLS who it is. Nothing was sent.
    public static let untrusted = Code(description: "untrusted")
    /// The connection broke; whether the server did what was asked is unknown.
    public static let connectionLost = Code(description: "connectionLost")
    /// The reply did not come in time; whether the server did what was asked is unknown.
    public static let timedOut = Code(description: "timedOut")
    /// What came is not HTTP.
    public static let invalidResponse = Code(description: "invalidResponse")
    /// The reply is longer than the limit.
    public static let responseTooLarge = Code(description: "responseTooLarge")
    /// Too many requests wait already. Nothing was sent.
    public static let overloaded = Code(description: "overloaded")
    /// The client has been shut down; whether the server did what was asked is unknown.
    public static let shuttingDown = Code(description: "shuttingDown")
  }

  /// What went wrong.
  public let code: Code
  /// Method and URL without its query.
  public let attempted: String
  /// The reason, in words fit for users.
  public let reason: String

  /// Whether the same request may well succeed when it is sent again.
  public var isRetriable: Bool {
    [.unreachable, .connectionLost, .timedOut, .overloaded].contains(code)
  }

  /// What was attempted and the reason, for people and logs.
  public var description: String { "\(attempted): \(reason)" }

  init(_ code: Code, attempted: String, reason: String) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
  }
}
