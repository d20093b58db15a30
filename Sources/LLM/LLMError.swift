/// Why a provider of models did not give what was asked.
public struct LLMError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `rateLimited`.
    public let description: String

    /// The settings of a provider can't be used.
    public static let invalidEndpoint = Code(description: "invalidEndpoint")
    /// The provider is not there, fails, or does not answer in time.
    public static let unavailable = Code(description: "unavailable")
    /// The provider wants fewer requests.
    public static let rateLimited = Code(description: "rateLimited")
    /// The provider will not do this, now or later: a wrong key or model.
    public static let refused = Code(description: "refused")
    /// The provider will not do this for these texts; it may for others.
    public static let inputRefused = Code(description: "inputRefused")
    /// The provider does not know a part of the request that it can do without; it is left out from
    /// now on.
    public static let featureRefused = Code(description: "featureRefused")
    /// The reply is not what the provider's API says.
    public static let invalidResponse = Code(description: "invalidResponse")
    /// The vectors have another number of dimensions than the model is said to have.
    public static let wrongDimensions = Code(description: "wrongDimensions")
    /// The caller's deadline passed.
    public static let deadlineExceeded = Code(description: "deadlineExceeded")
    /// Too many requests wait here already. Nothing was sent.
    public static let overloaded = Code(description: "overloaded")
  }

  /// What went wrong.
  public let code: Code
  /// What was attempted, such as `embedding 3 texts with text-embedding-3-small`; never contents.
  public let attempted: String
  /// The reason, in words fit for users: never contents, a key or what the provider wrote.
  public let reason: String
  /// When to try again at the earliest, if that is known.
  public let retryAfter: Duration?

  /// Whether the same request may well succeed later.
  public var isRetriable: Bool {
    [.unavailable, .rateLimited, .deadlineExceeded, .overloaded, .featureRefused].contains(code)
  }

  /// What was attempted and the reason, for people and logs.
  public var description: String { "\(attempted): \(reason)" }

  public init(_ code: Code, attempted: String, reason: String, retryAfter: Duration? = nil) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
    self.retryAfter = retryAfter
  }
}
