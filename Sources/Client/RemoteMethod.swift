/// A method of the server by name, and whether a call of it may be repeated.
public struct RemoteMethod: Sendable, Hashable, CustomStringConvertible {
  /// Full name of the service, such as `engram.v1.ConversationService`.
  public let service: String
  /// Bare name of the method, such as `AddMessages`.
  public let name: String
  /// Whether calling twice with the same request has the effect of calling once. Only such a call
  /// is repeated when the fate of the first attempt is unknown.
  public let isIdempotent: Bool

  /// Names a method.
  public init(service: String, name: String, isIdempotent: Bool) {
    self.service = service
    self.name = name
    self.isIdempotent = isIdempotent
  }

  /// `SERVICE/METHOD`.
  public var description: String { "\(service)/\(name)" }
}
