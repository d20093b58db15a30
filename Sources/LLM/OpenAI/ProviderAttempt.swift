import HTTPClient

/// One request to a provider: what its failures mean.
struct ProviderAttempt {
  /// What is attempted, such as `embedding 3 texts with text-embedding-3-small`.
  let attempted: String

  /// What a status other than 200 means.
  func error(of response: HTTPResponse, _ reply: ErrorReply?) -> LLMError {
    error(status: response.status, retryAfter: response.retryAfter, reply)
  }

  func error(status: Int, retryAfter: Duration?, _ reply: ErrorReply?) -> LLMError {
    let word = reply?.word.map { " (\($0))" } ?? ""
    let reason = "the provider answered with status \(status)\(word)"
    return switch status {
    case 429: error(.rateLimited, reason, retryAfter: retryAfter)
    case 408, 500...: error(.unavailable, reason, retryAfter: retryAfter)
    case 401, 403: error(.refused, "the provider refused the key: status \(status)\(word)")
    case 400, 413, 422: error(.inputRefused, reason)
    case 300..<500: error(.refused, reason)
    default: error(.invalidResponse, reason)
    }
  }

  /// An error of the way to the provider as one of this module; others stay as they are.
  func translated(_ failure: any Error, deadline: ContinuousClock.Instant?) -> any Error {
    guard let failure = failure as? HTTPError else { return failure }
    if failure.code == .timedOut, let deadline, deadline <= .now {
      return error(.deadlineExceeded, "no reply before the deadline")
    }
    let code: LLMError.Code =
      switch failure.code {
      case .invalidRequest, .addressRefused: .invalidEndpoint
      case .overloaded: .overloaded
      case .responseTooLarge, .invalidResponse: .invalidResponse
      default: .unavailable
      }
    return error(code, failure.reason)
  }

  func error(_ code: LLMError.Code, _ reason: String, retryAfter: Duration? = nil) -> LLMError {
    LLMError(code, attempted: attempted, reason: reason, retryAfter: retryAfter)
  }
}
