import Testing

@testable import Postgres

/// Deadlines, cancellation and the end of a lane.
@Suite struct LaneDeadlineTests {
  @Test func `expired work is dropped before it is sent`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", deadline: .seconds(1)) + lane.submit(2, "a")
    lane.wait(.seconds(1))

    #expect(lane.sendAll() == ["deadlineExceeded 1", "prepare a.1", "send 2 a.1"])
  }

  @Test func `a caller whose unit is in flight is told at its deadline, and no second time`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", deadline: .seconds(1)) + lane.sendAll() + lane.answer() + lane.sync()
    let wake = lane.now + .seconds(1)
    #expect(lane.machine.nextWake == wake)
    lane.wait(.seconds(1))

    #expect(lane.tick() == ["deadlineExceeded 1"])
    #expect(lane.answer() + lane.sync() + lane.tick() + lane.cancel(1) == [])
  }

  @Test func `a unit that the server cuts short at its deadline is told of the deadline`() {
    var lane = LaneMachineHarness.connected()
    for id in 1...2 { _ = lane.submit(LaneUnit.ID(id), "a", deadline: .seconds(1)) }
    _ = lane.sendAll() + lane.answer() + lane.sync()

    #expect(lane.fail("57014") + lane.sync() == ["server 57014 1"])
    lane.wait(.seconds(1))
    #expect(lane.fail("57014") + lane.sync() == ["deadlineExceeded 2"])
  }

  @Test func `a unit waits for a connection no longer than allowed`() {
    var lane = LaneMachineHarness()
    _ = lane.tick() + lane.lose() + lane.submit(1, "a", deadline: .seconds(60))
    lane.wait(.seconds(9))
    #expect(!lane.tick().contains("unavailable 1"))
    lane.wait(.seconds(1))

    #expect(lane.tick().contains("unavailable 1"))
  }

  @Test func `a unit that waited too long behind others is refused as overload`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 1 }
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.sendAll()
    lane.wait(.seconds(10))

    #expect(lane.tick() == ["overloaded 2"])
  }

  @Test func `a cancelled unit is dropped, or its result discarded`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 1 }
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.sendAll() + lane.answer() + lane.sync()

    #expect(lane.cancel(2) == ["cancelled 2"])
    #expect(lane.cancel(1) == ["cancelled 1"])
    #expect(lane.answer() + lane.sync() + lane.sendAll() + lane.cancel(1) == [])
  }

  @Test func `stopping finishes what is there and refuses what is new`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 1 }
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.sendAll() + lane.answer() + lane.sync()
    lane.machine.stop(by: lane.now + .seconds(5))

    #expect(lane.submit(3, "a") == ["shuttingDown 3"])
    #expect(lane.tick() == [])
    #expect(
      lane.answer() + lane.sync() + lane.sendAll() == [
        "deliver 1 a.1", "committed 1", "send 2 a.1",
      ])
    #expect(lane.answer() + lane.sync() == ["deliver 2 a.1", "committed 2"])
    #expect(lane.tick() == ["disconnect", "stop"])
    #expect(lane.tick() == [])
  }

  @Test func `what is not finished when stopping must end is failed`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 1 }
    _ = lane.submit(1, "a", isIdempotent: true) + lane.submit(2, "a") + lane.sendAll()
    lane.machine.stop(by: lane.now + .seconds(5))
    lane.wait(.seconds(5))

    #expect(lane.tick() == ["disconnect", "connectionLost 1", "shuttingDown 2", "stop"])
  }

  @Test func `an idle lane stops at once, connected or not`() {
    var connected = LaneMachineHarness.connected()
    connected.machine.stop(by: connected.now + .seconds(5))
    #expect(connected.tick() == ["disconnect", "stop"])

    var disconnected = LaneMachineHarness()
    disconnected.machine.stop(by: disconnected.now + .seconds(5))
    #expect(disconnected.tick() == ["disconnect", "stop"])
  }
}
