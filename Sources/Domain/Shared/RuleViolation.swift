/// A value breaks a rule; the one who knows which field it came from makes a ``DomainError`` of it.
public struct RuleViolation: Error, Sendable, Hashable {
  /// What was expected, such as `must be at most 128 bytes`.
  public let reason: String

  /// States what was expected.
  public init(_ reason: String) {
    self.reason = reason
  }

  /// The error for the field at this path.
  public func at(_ field: String) -> DomainError {
    .invalidArgument(field: field, reason: reason)
  }
}
