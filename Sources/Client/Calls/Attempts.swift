import NIOCore
import Wire

/// Decides, for one call, whether and when it is sent again.
struct Attempts {
  private let policy: RetryPolicy
  private let deadline: NIODeadline
  private let isIdempotent: Bool
  private var failures = 0

  init(_ policy: RetryPolicy, deadline: NIODeadline, isIdempotent: Bool) {
    self.policy = policy
    self.deadline = deadline
    self.isIdempotent = isIdempotent
  }

  /// Waits until the call is to be sent again.
  ///
  /// - Throws: The status of `failure` when it isn't to be; CANCELLED when the task is cancelled.
  mutating func waitForNext(after failure: CallFailure) async throws(RPCStatus) {
    guard let delay = nextDelay(after: failure, at: .now()) else { throw failure.status }
    do {
      try await Task.sleep(for: delay)
    } catch {
      throw .cancelledByCaller
    }
  }

  /// The wait before the next attempt; `nil` when there is none.
  ///
  /// A request that was not sent may always be repeated. One that was sent only if the method is
  /// idempotent, since what became of it is unknown, and the server is UNAVAILABLE or tells when
  /// to come back. A wait that outlasts the deadline is not begun.
  mutating func nextDelay(after failure: CallFailure, at now: NIODeadline) -> Duration? {
    failures += 1
    let isUnavailable = failure.status.code == .unavailable
    let isSafe =
      failure.wasSent
      ? isIdempotent && (isUnavailable || failure.status.retryDelay != nil)
      : isUnavailable
    guard isSafe, failures < policy.maxAttempts else { return nil }
    let backoff = policy.backoff(afterFailures: failures)
    let delay = max(backoff, failure.status.retryDelay ?? .zero)
    return now + TimeAmount(delay) < deadline ? delay : nil
  }
}

extension RPCStatus {
  /// How long the server asks to wait before the next try.
  fileprivate var retryDelay: Duration? {
    for case .retryInfo(let delay) in details { return delay }
    return nil
  }
}
