import Testing

@testable import LLM

struct CircuitBreakerTests {
  private let now = ContinuousClock.now
  private let delay = Duration.seconds(10)

  @Test func `it opens after so many failures in a row`() {
    var breaker = CircuitBreaker(threshold: 2, delay: delay)
    breaker.record(.failure, now: now)
    breaker.record(.success, now: now)
    breaker.record(.failure, now: now)
    breaker.record(.neither, now: now)
    #expect(breaker.admit(now: now) == nil)
    breaker.record(.failure, now: now)
    #expect(breaker.admit(now: now + .seconds(4)) == .seconds(6))
  }

  @Test func `after the delay one request passes, and a success closes it`() {
    var breaker = open()
    #expect(breaker.admit(now: now + delay) == nil)
    #expect(breaker.admit(now: now + delay) != nil)
    breaker.record(.success, now: now + delay)
    #expect(breaker.admit(now: now + delay) == nil)
    #expect(breaker.admit(now: now + delay) == nil)
  }

  @Test func `a failure of the trial opens it again for as long`() {
    var breaker = open()
    _ = breaker.admit(now: now + delay)
    breaker.record(.failure, now: now + delay)
    #expect(breaker.admit(now: now + delay) == delay)
  }

  @Test func `a trial without an outcome leaves the next one to another`() {
    var breaker = open()
    _ = breaker.admit(now: now + delay)
    breaker.record(.neither, now: now + delay)
    #expect(breaker.admit(now: now + delay) == nil)
    #expect(breaker.admit(now: now + delay) != nil)
  }

  private func open() -> CircuitBreaker {
    var breaker = CircuitBreaker(threshold: 1, delay: delay)
    breaker.record(.failure, now: now)
    return breaker
  }
}
