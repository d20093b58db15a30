/// Why bytes were refused as a message.
public enum UnpackError: Error, Sendable, Hashable {
  /// The bytes are not a packed message of the type.
  case malformed
  /// A string holds U+0000 or is not UTF-8.
  ///
  /// `field` is its path in the message, such as `messages[2].content`.
  case invalidText(field: String)
  /// The message would take more memory than its budget.
  case overBudget

  /// The same error, seen from the message that holds this one in `field`.
  func inside(_ field: @autoclosure () -> String) -> UnpackError {
    guard case .invalidText(let inner) = self else { return self }
    return .invalidText(field: "\(field()).\(inner)")
  }
}

extension UnpackError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed: "the bytes are not a message of the expected type"
    case .invalidText(let field): "\(field) holds U+0000 or is not valid UTF-8"
    case .overBudget: "the message takes more memory than allowed"
    }
  }
}
