import Testing

@testable import Postgres

/// Connections that are lost or can't be had.
@Suite struct LaneLossTests {
  @Test func `a unit whose fate is unknown fails, an idempotent one is repeated once`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.submit(2, "a", isIdempotent: true) + lane.sendAll()

    #expect(lane.lose() == ["disconnect", "connectionLost 1"])
    lane.reconnect()
    #expect(lane.sendAll() == ["prepare a.1", "send 2 a.1"])
    #expect(lane.lose() == ["disconnect", "connectionLost 2"])
  }

  @Test func `repeated units go before those that waited, in their order`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 2 }
    for id in 1...3 { _ = lane.submit(LaneUnit.ID(id), "a", isIdempotent: true) }
    _ = lane.sendAll() + lane.lose()
    lane.reconnect()

    #expect(lane.sendAll() == ["prepare a.1", "send 1 a.1", "send 2 a.1"])
  }

  @Test func `a repeated unit waits for a connection no longer than allowed`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", isIdempotent: true) + lane.sendAll()
    lane.wait(.seconds(15))
    #expect(lane.tick() == [])
    #expect(lane.lose() == ["disconnect"])
    lane.wait(.seconds(9))
    #expect(!lane.tick().contains("unavailable 1"))
    lane.wait(.seconds(1))

    #expect(lane.tick().contains("unavailable 1"))
  }

  @Test func `a unit that had failed already is told why`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", isIdempotent: true) + lane.sendAll() + lane.answer() + lane.sync()
    _ = lane.fail("23505")

    #expect(lane.lose() == ["disconnect", "server 23505 1"])
  }

  @Test func `behind the server's last word nothing ran, so it is sent again`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.sendAll() + lane.answer() + lane.sync()

    #expect(lane.fail("57P01", severity: "FATAL") == [])
    #expect(lane.lose() == ["disconnect", "server 57P01 1"])
    lane.reconnect()
    #expect(lane.sendAll() == ["prepare a.1", "send 2 a.1"])
  }

  @Test func `the server's last word instead of a commit's answer leaves the fate unknown`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.sendAll() + lane.answer() + lane.sync() + lane.answer()

    #expect(lane.fail("57P01", severity: "FATAL") == [])
    #expect(lane.lose() == ["disconnect", "connectionLost 1"])
  }

  @Test func `units outlive a lost connection while they wait`() {
    var lane = LaneMachineHarness()
    _ = lane.submit(1, "a")
    #expect(lane.tick() == ["connect"])
    #expect(lane.lose() == ["disconnect"])
    #expect(lane.sendAll() == [])
    lane.reconnect()

    #expect(lane.sendAll() == ["prepare a.1", "send 1 a.1"])
  }

  @Test func `attempts to connect are spaced, ever wider up to a limit`() {
    var lane = LaneMachineHarness { $0.maxReconnectDelay = .milliseconds(150) }
    for wait in [50, 100, 150, 150] {
      #expect(lane.tick() == ["connect"])
      _ = lane.lose()
      let wake = lane.now + .milliseconds(wait)
      #expect(lane.machine.nextWake == wake)
      #expect(lane.tick() == [])
      lane.wait(.milliseconds(wait))
    }
    #expect(lane.tick() == ["connect"])
    lane.machine.connected(now: lane.now)
    _ = lane.lose()
    lane.wait(.milliseconds(50))
    #expect(lane.tick() == ["connect"])
  }

  @Test func `connecting is given up after its time`() {
    var lane = LaneMachineHarness()
    #expect(lane.tick() == ["connect"])
    lane.wait(.seconds(3))

    #expect(lane.tick() == ["disconnect"])
  }

  @Test func `a server that falls silent is given up, a slow one is not`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", "a") + lane.sendAll() + lane.answer() + lane.sync()
    lane.wait(.seconds(19))
    #expect(lane.answer() == ["deliver 1 a.1"])
    lane.wait(.seconds(19))
    #expect(lane.tick() == [])
    lane.wait(.seconds(1))

    #expect(lane.tick() == ["disconnect", "connectionLost 1"])
  }

  @Test func `an idle connection is never silent for too long`() {
    var lane = LaneMachineHarness.connected()
    lane.wait(.seconds(3600))
    #expect(lane.tick() == [])
    #expect(lane.machine.nextWake == nil)
    _ = lane.submit(1, "a") + lane.sendAll()

    #expect(lane.tick() == [])
  }
}

extension LaneMachineHarness {
  /// Waits until the next attempt to connect, which succeeds.
  fileprivate mutating func reconnect() {
    if let wake = machine.nextWake { now = max(now, wake) }
    _ = tick()
    machine.connected(now: now)
  }
}
