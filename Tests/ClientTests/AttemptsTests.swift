import NIOCore
import Testing
import Wire

@testable import Client

struct AttemptsTests {
  private static let start = NIODeadline.uptimeNanoseconds(0)
  private static let unavailable = RPCStatus(.unavailable, "gone")

  private static func attempts(
    _ policy: RetryPolicy = RetryPolicy(), within time: TimeAmount = .seconds(60),
    isIdempotent: Bool
  ) -> Attempts {
    Attempts(policy, deadline: start + time, isIdempotent: isIdempotent)
  }

  @Test(arguments: [
    (StatusCode.unavailable, true, true, true),
    (.unavailable, true, false, false),
    (.unavailable, false, false, true),
    (.resourceExhausted, false, true, false),
    (.resourceExhausted, true, true, false),
    (.internal, true, true, false),
    (.invalidArgument, true, true, false),
    (.deadlineExceeded, true, true, false),
  ])
  func `a call is repeated only where that is safe`(
    code: StatusCode, wasSent: Bool, isIdempotent: Bool, isRepeated: Bool
  ) {
    var attempts = Self.attempts(isIdempotent: isIdempotent)
    let failure = CallFailure(status: RPCStatus(code, ""), wasSent: wasSent)
    #expect((attempts.nextDelay(after: failure, at: Self.start) != nil) == isRepeated)
  }

  @Test func `overload with RetryInfo is repeated, not before its time`() {
    var attempts = Self.attempts(isIdempotent: true)
    let status = RPCStatus(.resourceExhausted, "", details: [.retryInfo(.seconds(7))])
    let delay = attempts.nextDelay(
      after: CallFailure(status: status, wasSent: true), at: Self.start)
    #expect(delay == .seconds(7))
  }

  @Test func `a wait that outlasts the deadline is not begun`() {
    var attempts = Self.attempts(within: .seconds(6), isIdempotent: true)
    let status = RPCStatus(.unavailable, "", details: [.retryInfo(.seconds(7))])
    let delay = attempts.nextDelay(
      after: CallFailure(status: status, wasSent: true), at: Self.start)
    #expect(delay == nil)
  }

  @Test func `a call is sent as often as the policy says`() {
    var attempts = Self.attempts(RetryPolicy(maxAttempts: 3), isIdempotent: true)
    let failure = CallFailure(status: Self.unavailable, wasSent: true)
    let delays = (1...3).map { _ in attempts.nextDelay(after: failure, at: Self.start) }
    #expect(delays.map { $0 != nil } == [true, true, false])
  }

  @Test func `waits stay below a bound that doubles up to its limit`() {
    let policy = RetryPolicy(initialBackoff: .milliseconds(100), maxBackoff: .milliseconds(300))
    for (failures, bound) in [(1, 100), (2, 200), (3, 300), (1_000, 300)] {
      for _ in 0..<50 {
        #expect(policy.backoff(afterFailures: failures) <= .milliseconds(bound))
      }
    }
  }
}
