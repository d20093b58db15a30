import Synchronization

/// Lets requests pass to a provider while it does not fail several times in a row.
final class ProviderGate: Sendable {
  /// A deadline missed after less than this says nothing about the provider.
  private static let patience = Duration.seconds(1)

  private let breaker: Mutex<CircuitBreaker>

  /// After `threshold` failures in a row it stays shut for `delay`.
  init(threshold: Int, delay: Duration) {
    breaker = Mutex(CircuitBreaker(threshold: threshold, delay: delay))
  }

  /// What `request` returns. Throws its errors as those of `attempt`; `unavailable` when shut.
  func pass<Value>(
    _ attempt: ProviderAttempt, deadline: ContinuousClock.Instant?,
    _ request: () async throws -> Value
  ) async throws -> Value {
    if let wait = breaker.withLock({ $0.admit(now: .now) }) {
      throw attempt.error(
        .unavailable, "the provider has failed several times in a row", retryAfter: wait)
    }
    let started = ContinuousClock.now
    do {
      let value = try await request()
      record(.success)
      return value
    } catch {
      let failure = attempt.translated(error, deadline: deadline)
      record(Self.outcome(failure, elapsed: started.duration(to: .now)))
      throw failure
    }
  }

  /// Goes on with a request that has passed and was counted as a success: of its errors those count
  /// that are the provider's.
  func follow<Value>(
    _ attempt: ProviderAttempt, deadline: ContinuousClock.Instant?,
    _ request: () async throws -> Value
  ) async throws -> Value {
    do { return try await request() } catch {
      let failure = attempt.translated(error, deadline: deadline)
      if (failure as? LLMError)?.code == .unavailable { record(.failure) }
      throw failure
    }
  }

  private func record(_ outcome: CircuitBreaker.Outcome) {
    breaker.withLock { $0.record(outcome, now: .now) }
  }

  private static func outcome(_ error: any Error, elapsed: Duration) -> CircuitBreaker.Outcome {
    switch (error as? LLMError)?.code {
    case .unavailable?: .failure
    case .deadlineExceeded?: elapsed >= patience ? .failure : .neither
    // It answered.
    case .rateLimited?, .refused?, .inputRefused?, .featureRefused?, .invalidResponse?,
      .wrongDimensions?:
      .success
    default: .neither
    }
  }
}
