/// Growing waits between attempts, each anywhere between nothing and its limit ("full jitter"), so
/// that many who lost one server do not come back to it at once.
struct Backoff {
  private static let first = Duration.milliseconds(50)
  private let cap: Duration
  private let jitter: @Sendable () -> Double
  private var limit = Self.first

  /// `jitter` draws a number from 0 to 1.
  init(cap: Duration, jitter: @escaping @Sendable () -> Double) {
    self.cap = cap
    self.jitter = jitter
  }

  /// The wait before the next attempt.
  mutating func next() -> Duration {
    let wait = min(limit, cap) * jitter()
    limit = min(limit * 2, cap)
    return wait
  }

  /// Begins anew after a success.
  mutating func reset() {
    limit = Self.first
  }
}
