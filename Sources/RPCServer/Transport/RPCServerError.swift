public import Wire

/// Why a server could not start to listen.
public struct RPCServerError: Error, Sendable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private let name: String

    /// The address is open to other machines, and nobody would have to authenticate.
    public static let unauthenticatedListenerRefused = Code(name: "unauthenticatedListenerRefused")
    /// Another server listens there.
    public static let addressInUse = Code(name: "addressInUse")
    /// The address does not exist, or may not be used.
    public static let cannotListen = Code(name: "cannotListen")
  }

  public let code: Code
  /// Where it was to listen.
  public let endpoint: Endpoint
  /// What is wrong, and what to do about it.
  public let reason: String

  public var description: String { "cannot listen on \(endpoint): \(reason)" }
}
