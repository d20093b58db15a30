import LLM

/// What an error of a model's provider means to a caller who knows nothing of providers. `reason` is fit
/// for users.
public enum ModelFailure: Sendable, Hashable {
  /// It will not do this, now or later: a wrong key or model.
  case refused(reason: String)
  /// It will not do this for what it was given to read.
  case inputRefused(reason: String)
  /// It wants fewer requests.
  case rateLimited(retryAfter: Duration?)
  /// It is not there, fails, or answers what nobody can read.
  case unavailable(reason: String, retryAfter: Duration?)
  /// The caller's deadline passed.
  case deadlineExceeded
  /// Too many requests wait for it here.
  case overloaded

  /// `nil` for an error that is not a provider's.
  public init?(_ error: any Error) {
    guard let error = error as? LLMError else { return nil }
    switch error.code {
    case .refused, .invalidEndpoint: self = .refused(reason: error.reason)
    case .inputRefused: self = .inputRefused(reason: error.reason)
    case .rateLimited: self = .rateLimited(retryAfter: error.retryAfter)
    case .deadlineExceeded: self = .deadlineExceeded
    case .overloaded: self = .overloaded
    default: self = .unavailable(reason: error.reason, retryAfter: error.retryAfter)
    }
  }
}
