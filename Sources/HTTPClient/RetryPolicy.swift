/// When and how often a request that failed is sent again.
public struct RetryPolicy: Sendable, Hashable {
  /// How often a request is sent at most, the first time included. At least 1.
  public var maxAttempts: Int
  /// The bound of the first wait; it doubles from one wait to the next. Waits are drawn at random
  /// from zero up to it (full jitter).
  public var initialBackoff: Duration
  /// What the bound never passes.
  public var maxBackoff: Duration
  /// The most that a server's Retry-After is followed.
  public var maxRetryAfter: Duration

  public init(
    maxAttempts: Int = 3, initialBackoff: Duration = .milliseconds(250),
    maxBackoff: Duration = .seconds(5), maxRetryAfter: Duration = .seconds(30)
  ) {
    self.maxAttempts = max(maxAttempts, 1)
    self.initialBackoff = initialBackoff
    self.maxBackoff = maxBackoff
    self.maxRetryAfter = maxRetryAfter
  }

  /// Every request is sent once.
  public static let never = RetryPolicy(maxAttempts: 1)

  /// What a server says when it may well answer otherwise soon.
  static let statuses: Set<Int> = [429, 500, 502, 503, 504]

  /// The wait after the `attempt`th attempt, 1 being the first; `jitter` is from 0 to 1.
  public func wait(afterAttempt attempt: Int, retryAfter: Duration?, jitter: Double) -> Duration {
    let doublings = min(max(attempt - 1, 0), 30)
    let backoff = min(maxBackoff, initialBackoff * (1 << doublings)) * jitter
    return max(backoff, min(retryAfter ?? .zero, maxRetryAfter))
  }
}
