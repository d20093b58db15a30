/// When and how often a call that failed is tried again.
///
/// Waits grow exponentially and are drawn at random from zero up to the current bound (full
/// jitter), so that many clients don't come back at the same moment.
public struct RetryPolicy: Sendable, Hashable {
  /// How often a call is sent at most, the first time included. At least 1.
  public var maxAttempts: Int
  /// The bound of the first wait; it doubles from one wait to the next.
  public var initialBackoff: Duration
  /// What the bound never passes.
  public var maxBackoff: Duration

  /// A policy of four attempts with waits of at most 0.1 s, 0.2 s, 0.4 s unless told otherwise.
  public init(
    maxAttempts: Int = 4, initialBackoff: Duration = .milliseconds(100),
    maxBackoff: Duration = .seconds(5)
  ) {
    self.maxAttempts = max(1, maxAttempts)
    self.initialBackoff = initialBackoff
    self.maxBackoff = maxBackoff
  }

  /// Every call is sent once.
  public static let never = RetryPolicy(maxAttempts: 1)

  /// A random wait after the `failures`th failure in a row, 1 being the first.
  func backoff(afterFailures failures: Int) -> Duration {
    let doublings = min(max(failures - 1, 0), 30)
    let bound = min(maxBackoff, initialBackoff * (1 << doublings))
    return bound * Double.random(in: 0...1)
  }
}
