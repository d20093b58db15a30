@testable import Postgres

/// A lane's state machine with a clock in the test's hand, its actions read as short texts such as
/// `send 1`.
struct LaneMachineHarness {
  var machine: LaneStateMachine
  var now: ContinuousClock.Instant
  let limits: LanesConfiguration

  init(_ change: (inout LanesConfiguration) -> Void = { _ in }) {
    var limits = LanesConfiguration(name: "test", url: "postgresql://")
    limits.maxQueueWait = .seconds(10)
    limits.connectTimeout = .seconds(3)
    limits.silenceTimeout = .seconds(20)
    change(&limits)
    self.limits = limits
    now = .now
    machine = LaneStateMachine(limits, now: now) { 1 }
  }

  /// One that is connected.
  static func connected(_ change: (inout LanesConfiguration) -> Void = { _ in }) -> Self {
    var harness = Self(change)
    _ = harness.tick()
    harness.machine.connected(now: harness.now)
    return harness
  }

  mutating func wait(_ duration: Duration) { now += duration }

  mutating func submit(
    _ id: LaneUnit.ID, _ statements: String..., deadline: Duration? = nil,
    isIdempotent: Bool = false
  ) -> [String] {
    let calls = statements.map { StatementCall(Query(Statement(name: $0, sql: "select 1"))) }
    let unit = LaneUnit(
      id: id, name: statements.joined(separator: ", "), byteCount: 0,
      deadline: deadline.map { now + $0 }, isIdempotent: isIdempotent, calls: { calls },
      finish: { _ in })
    return texts(machine.submit(unit, now: now))
  }

  mutating func cancel(_ id: LaneUnit.ID) -> [String] { texts(machine.cancel(id)) }

  mutating func tick() -> [String] { texts(machine.tick(now: now)) }

  /// Everything that can be sent now.
  mutating func sendAll() -> [String] {
    var sent: [String] = []
    while true {
      let actions = texts(machine.next(now: now))
      if actions.isEmpty { return sent }
      sent += actions
    }
  }

  mutating func answer(_ answer: LaneStateMachine.Answer = .success) -> [String] {
    texts(machine.resultArrived(answer, now: now))
  }

  mutating func fail(_ sqlState: String, severity: String = "ERROR") -> [String] {
    answer(.failure(ServerReport(sqlState: sqlState, severity: severity)))
  }

  mutating func sync() -> [String] { texts(machine.syncArrived(now: now)) }

  mutating func lose() -> [String] { texts(machine.lost(.connection("it broke"), now: now)) }

  private func texts(_ actions: [LaneAction]) -> [String] {
    actions.map { action in
      switch action {
      case .connect: "connect"
      case .disconnect: "disconnect"
      case .prepare(_, let name): "prepare \(name)"
      case .send(let unit, let calls):
        "send \(unit.id) \(calls.map(\.name).joined(separator: " "))"
      case .deliver(let call, let unit): "deliver \(unit.id) \(call.name)"
      case .complete(let unit, .committed): "committed \(unit.id)"
      case .complete(let unit, .cancelled): "cancelled \(unit.id)"
      case .complete(let unit, .failed(let error)):
        "\(error.code)\(error.sqlState.map { " \($0)" } ?? "") \(unit.id)"
      case .stop: "stop"
      }
    }
  }
}
