import Testing

@testable import Postgres

/// Sending and answers, on a connection that holds.
@Suite struct LaneStateMachineTests {
  @Test func `units are sent back to back, statements prepared once and apart`() {
    var lane = LaneMachineHarness.connected()
    #expect(lane.submit(1, "a", "b").isEmpty)
    #expect(lane.submit(2, "b").isEmpty)

    #expect(
      lane.sendAll() == ["prepare a.1", "prepare b.2", "send 1 a.1 b.2", "send 2 b.2"])
  }

  @Test func `answers are delivered in order and the sync commits`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", "b") + lane.sendAll()
    #expect(lane.answer() + lane.sync() + lane.answer() + lane.sync() == [])

    #expect(lane.answer() == ["deliver 1 a.1"])
    #expect(lane.answer() == ["deliver 1 b.2"])
    #expect(lane.sync() == ["committed 1"])
    #expect(!lane.machine.awaitsAnswers)
  }

  @Test func `a failed statement fails its own unit and no neighbour`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a", "a") + lane.submit(2, "a") + lane.sendAll()
    _ = lane.answer() + lane.sync()

    #expect(lane.fail("23505") + lane.answer(.skipped) + lane.sync() == ["server 23505 1"])
    #expect(lane.answer() + lane.sync() == ["deliver 2 a.1", "committed 2"])
  }

  @Test func `a refused commit fails the unit`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.sendAll() + lane.answer() + lane.sync()

    #expect(lane.answer() == ["deliver 1 a.1"])
    #expect(lane.fail("23503") == [])
    #expect(lane.sync() == ["server 23503 1"])
  }

  @Test func `a failed preparation is not believed, and explains the units that counted on it`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.submit(2, "b") + lane.sendAll()

    #expect(lane.fail("42P01") + lane.sync() == [])
    #expect(lane.fail("26000") + lane.sync() == ["server 42P01 1"])
    #expect(
      lane.answer() + lane.sync() + lane.answer() + lane.sync() == ["deliver 2 b.2", "committed 2"])
  }

  @Test func `after a failed preparation the next unit prepares anew`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.sendAll() + lane.fail("55P03") + lane.sync()
    _ = lane.submit(2, "a")

    #expect(lane.sendAll() == ["prepare a.2", "send 2 a.2"])
  }

  @Test func `statements that share a name are prepared apart`() {
    var session = LaneSession(now: .now)
    let first = StatementCall(Query(Statement(name: "a", sql: "select 1")))
    let second = StatementCall(Query(Statement(name: "a", sql: "select 2")))
    let unit = LaneUnit(
      id: 1, name: "a, a", byteCount: 0, deadline: nil, isIdempotent: false,
      calls: { [first, second] }, finish: { _ in })

    let actions = session.send(unit, isRepeated: false, now: .now)

    #expect(actions.count == 3)
  }

  @Test func `no more units are in flight than allowed`() {
    var lane = LaneMachineHarness.connected { $0.maxInFlightUnits = 2 }
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.submit(3, "a")

    #expect(lane.sendAll() == ["prepare a.1", "send 1 a.1", "send 2 a.1"])
    _ = lane.answer() + lane.sync() + lane.answer() + lane.sync()
    #expect(lane.sendAll() == ["send 3 a.1"])
  }

  @Test func `a session whose statements are void is replaced once all answers are there`() {
    var lane = LaneMachineHarness.connected()
    _ = lane.submit(1, "a") + lane.submit(2, "a") + lane.sendAll()
    _ = lane.answer() + lane.sync() + lane.fail("26000")
    _ = lane.submit(3, "a")

    #expect(lane.sync() == ["server 26000 1"])
    #expect(lane.sendAll() + lane.tick() == [])
    #expect(lane.answer() + lane.sync() == ["deliver 2 a.1", "committed 2"])
    #expect(lane.tick() == ["disconnect", "connect"])
    lane.machine.connected(now: lane.now)
    #expect(lane.sendAll() == ["prepare a.1", "send 3 a.1"])
  }
}
