/// How a call failed: a code, a message for a developer, and details for a program.
///
/// Thrown by handlers to choose the status of their call, and by clients for a call that failed.
public struct RPCStatus: Error, Sendable, Hashable {
  public var code: StatusCode
  /// In English, for a developer; never secrets, SQL or contents.
  public var message: String
  public var details: [StatusDetail]

  public init(_ code: StatusCode, _ message: String, details: [StatusDetail] = []) {
    self.code = code
    self.message = message
    self.details = details
  }
}

extension RPCStatus: CustomStringConvertible {
  /// Code and message, such as `NOT_FOUND: no such conversation`.
  public var description: String { "\(code.name): \(message)" }
}

/// What a program can act upon in an ``RPCStatus``.
public enum StatusDetail: Sendable, Hashable {
  /// Fields of the request that were refused: `google.rpc.BadRequest`.
  case badRequest([FieldViolation])
  /// Wait at least this long before the next try: `google.rpc.RetryInfo`.
  case retryInfo(Duration)
  /// A constant reason, in UPPER_SNAKE_CASE: `google.rpc.ErrorInfo`.
  case errorInfo(reason: String)
}

/// One refused field.
public struct FieldViolation: Sendable, Hashable {
  /// Path of the field in the request, such as `messages[2].content`.
  public var field: String
  /// What was expected of it.
  public var description: String

  public init(field: String, description: String) {
    self.field = field
    self.description = description
  }
}
