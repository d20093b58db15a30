import Testing

@testable import RPCServer

@Suite final class ConnectionTimersTests {
  private static let start = ContinuousClock.now
  private static var limits: ConnectionLimits {
    var limits = ConnectionLimits()
    limits.frameTimeout = .seconds(10)
    limits.writeTimeout = .seconds(20)
    limits.idleTimeout = .seconds(100)
    return limits
  }

  private var timers = ConnectionTimers(limits: limits, openedAt: start)

  private func at(_ seconds: Int) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }

  @Test func `a frame's time runs from its first byte, whatever dribbles in`() {
    timers.update(isQuiet: false, at: at(0))
    timers.readBytes(completedFrame: false, isMidFrame: true, at: at(1))
    timers.readBytes(completedFrame: false, isMidFrame: true, at: at(9))
    #expect(timers.next == at(11))
    #expect(timers.expiry(at: at(10)) == nil)
    #expect(timers.expiry(at: at(11)) == .halfFrame)
    timers.readBytes(completedFrame: true, isMidFrame: true, at: at(10))
    #expect(timers.next == at(20))
    timers.readBytes(completedFrame: true, isMidFrame: false, at: at(12))
    #expect(timers.next == nil)
  }

  @Test func `idle time runs while there is no call and no byte`() {
    #expect(timers.next == at(100))
    timers.readBytes(completedFrame: true, isMidFrame: false, at: at(50))
    #expect(timers.next == at(150))
    timers.update(isQuiet: false, at: at(60))
    #expect(timers.next == nil)
    timers.update(isQuiet: true, at: at(70))
    timers.update(isQuiet: true, at: at(80))
    #expect(timers.expiry(at: at(169)) == nil)
    #expect(timers.expiry(at: at(170)) == .idle)
  }

  @Test func `a peer that takes some bytes has not stopped reading`() {
    timers.update(isQuiet: false, at: at(0))
    timers.wrote(handedOverBefore: 100, at: at(0))
    timers.wrote(handedOverBefore: 150, at: at(19))
    timers.checkWrites(handedOver: 200, waiting: 100, at: at(20))
    #expect(timers.expiry(at: at(20)) == .write)
    timers.checkWrites(handedOver: 200, waiting: 99, at: at(20))
    #expect(timers.expiry(at: at(39)) == nil)
    #expect(timers.expiry(at: at(40)) == .write)
    timers.checkWrites(handedOver: 200, waiting: 0, at: at(40))
    #expect(timers.next == nil)
  }

  @Test func `a connection that is to be over is over in time`() {
    timers.close(within: .seconds(2), of: at(5))
    #expect(timers.expiry(at: at(6)) == nil)
    #expect(timers.expiry(at: at(7)) == .close)
  }
}
