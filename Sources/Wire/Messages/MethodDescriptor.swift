/// A method of a service, for callers that pick it by name.
public struct MethodDescriptor: Sendable {
  /// Full name of the service, such as `engram.v1.ConversationService`.
  public let service: String
  /// Bare name, such as `AddMessages`.
  public let method: String
  /// Type of the request.
  public let requestType: any WireMessage.Type
  /// Type of the reply, or of each message of the reply stream.
  public let replyType: any WireMessage.Type
  /// Whether the reply is a stream.
  public let serverStreaming: Bool
}

/// The catalogue of methods.
public enum WireMethods {}
