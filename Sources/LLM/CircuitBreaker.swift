/// Keeps requests from a provider that fails: value type, no clock of its own.
///
/// Closed, all pass; after `threshold` failures in a row it is open and none does. When `delay` has
/// passed it is half open: one request passes as a trial, whose end closes or opens it.
struct CircuitBreaker {
  enum Outcome: Sendable {
    case success
    case failure
    /// Says nothing about the provider, as with a cancelled request.
    case neither
  }

  private enum State {
    /// → `open`
    case closed(failures: Int)
    /// → `halfOpen`
    case open(until: ContinuousClock.Instant)
    /// → `closed`, `open`
    case halfOpen
  }

  private let threshold: Int
  private let delay: Duration
  private var state = State.closed(failures: 0)

  init(threshold: Int, delay: Duration) {
    self.threshold = max(threshold, 1)
    self.delay = delay
  }

  /// `nil` lets a request pass, whose outcome must be recorded; else how long none does.
  mutating func admit(now: ContinuousClock.Instant) -> Duration? {
    switch state {
    case .closed: return nil
    case .halfOpen: return delay
    case .open(let end):
      guard now >= end else { return now.duration(to: end) }
      state = .halfOpen
      return nil
    }
  }

  mutating func record(_ outcome: Outcome, now: ContinuousClock.Instant) {
    switch (state, outcome) {
    case (_, .success): state = .closed(failures: 0)
    case (.closed(let failures), .failure):
      state = failures + 1 < threshold ? .closed(failures: failures + 1) : .open(until: now + delay)
    case (.halfOpen, .failure): state = .open(until: now + delay)
    // The next one may be the trial at once.
    case (.halfOpen, .neither): state = .open(until: now)
    case (.closed, .neither), (.open, .failure), (.open, .neither): break
    }
  }
}
