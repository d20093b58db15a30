/// Why JSON was refused as a message.
public struct JSONMappingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where, such as `messages[2].content`; empty for the document itself.
  public let path: String
  /// What was expected there.
  public let reason: String

  /// A refusal of what is at `path`.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    path.isEmpty ? reason : "\(path): \(reason)"
  }
}
