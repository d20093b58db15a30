/// Why Redis could not be reached, or what it refused.
public struct RedisError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `connectionLost`.
    public let description: String

    /// The URL is not one of a Redis.
    public static let invalidURL = Code(description: "invalidURL")
    /// No connection could be made.
    public static let unreachable = Code(description: "unreachable")
    /// The connection broke or timed out; whether the command was executed is unknown.
    public static let connectionLost = Code(description: "connectionLost")
    /// Redis answered the command with an error.
    public static let refused = Code(description: "refused")
    /// Redis answered with something that this command never answers.
    public static let unexpectedReply = Code(description: "unexpectedReply")
  }

  /// What went wrong.
  public let code: Code
  /// What was attempted, such as the name of a command; never an argument.
  public let attempted: String
  /// The reason that Redis, hiredis or the parser gave.
  public let reason: String

  /// Whether the same on a new connection may succeed.
  public var isRetriable: Bool { code == .unreachable || code == .connectionLost }

  /// Whether the one that answered is not to be used, now or any more: after a fail-over its name may
  /// lead to another one.
  var saysWrongServer: Bool {
    code == .refused && ["READONLY", "MASTERDOWN", "LOADING"].contains { reason.hasPrefix($0) }
  }

  init(_ code: Code, attempted: String, reason: String) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
  }

  /// What was attempted and the reason, for people and logs.
  public var description: String { "\(attempted): \(reason)" }
}
