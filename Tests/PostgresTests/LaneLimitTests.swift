import Postgres
import Testing

/// Sessions, limits, deadlines and cancellation on real connections.
@Suite struct LaneLimitTests {
  @Test func `the session has the role, the limits and the empty search path it should`()
    async throws
  {
    try await withLanes {
      $0.role = "pg_read_all_data"
      $0.statementTimeout = .milliseconds(1500)
      $0.lockTimeout = .milliseconds(700)
      $0.applicationName = "lanes"
    } _: { lanes, _ in
      let settings = [
        "role", "statement_timeout", "lock_timeout", "search_path", "application_name",
        "client_encoding", "transaction_isolation", "idle_in_transaction_session_timeout",
      ]
      let query = values(
        "SELECT current_setting(name) FROM unnest($1) AS name", [.textArray(settings)],
        as: String.self)
      let values = try await lanes.run(options, query)
      #expect(
        values == [
          "pg_read_all_data", "1500ms", "700ms", "", "lanes", "UTF8", "read committed", "15s",
        ])
    }
  }

  @Test func `a slow statement ends at its timeout, a lock at its own`() async throws {
    try await withLanes {
      $0.statementTimeout = .milliseconds(2_000)
      $0.lockTimeout = .milliseconds(100)
    } _: { lanes, session in
      let slow = try await postgresError {
        _ = try await lanes.run(options, command("SELECT pg_sleep(8)"))
      }
      #expect(slow.sqlState == "57014")
      try await session.execute("BEGIN; CREATE TABLE public.t (); COMMIT; BEGIN; LOCK public.t")
      let locked = try await postgresError {
        _ = try await lanes.run(options, command("SELECT FROM public.t"))
      }
      #expect(locked.sqlState == "55P03")
      #expect(locked.isRetriable)
    }
  }

  @Test func `a caller is told at its deadline while its unit is still running`() async throws {
    try await withLanes { lanes, _ in
      _ = try await lanes.run(options, command("SELECT 1"))
      let start = ContinuousClock.now
      let error = try await postgresError {
        _ = try await lanes.run(
          UnitOptions(organizations: [], deadline: .now + .milliseconds(100)),
          command("SELECT pg_sleep(8)"))
      }
      #expect(error.code == .deadlineExceeded)
      #expect(start.duration(to: .now) < .seconds(6))
      #expect(try await lanes.run(options, values("SELECT 3", as: Int32.self)) == [3])
    }
  }

  @Test func `a unit frees its lane at its deadline and leaves no timeout behind`() async throws {
    try await withLanes { lanes, _ in
      let timeout = values("SELECT current_setting('statement_timeout')", as: String.self)
      _ = try await lanes.run(options, command("SELECT 1"))
      let start = ContinuousClock.now
      let error = try await postgresError {
        _ = try await lanes.run(
          UnitOptions(organizations: [], deadline: .now + .milliseconds(300)),
          command("SELECT pg_sleep(8)"))
      }
      #expect(error.code == .deadlineExceeded)
      #expect(try await lanes.run(options, timeout) == ["15s"])
      #expect(start.duration(to: .now) < .seconds(6))
    }
  }

  @Test func `a deadline beyond the session's timeout leaves that`() async throws {
    try await withLanes { lanes, _ in
      let timeout = values("SELECT current_setting('statement_timeout')", as: String.self)
      let options = UnitOptions(organizations: [], deadline: .now + .seconds(60))
      let seen = try await lanes.run(options, timeout)
      #expect(seen == ["15s"])
    }
  }

  @Test func `work that expires behind other work never runs`() async throws {
    try await withLanes {
      $0.maxInFlightUnits = 1
    } _: { lanes, session in
      try await session.execute("CREATE TABLE public.t (id int8)")
      async let slow = lanes.run(options, command("SELECT pg_sleep(2)"))
      try await Task.sleep(for: .milliseconds(100))
      let error = try await postgresError {
        _ = try await lanes.run(
          UnitOptions(organizations: [], deadline: .now + .milliseconds(100)),
          command("INSERT INTO public.t VALUES (1)"))
      }
      #expect(error.code == .deadlineExceeded)
      _ = try await slow
      let count = try await lanes.run(
        options, values("SELECT count(*) FROM public.t", as: Int64.self))
      #expect(count == [0])
    }
  }

  @Test func `cancelling the task ends the wait at once`() async throws {
    try await withLanes { lanes, _ in
      let start = ContinuousClock.now
      let task = Task { try await lanes.run(options, command("SELECT pg_sleep(8)")) }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      #expect(start.duration(to: .now) < .seconds(6))
    }
  }

  @Test func `a task that is cancelled before it asks is told so`() async throws {
    try await withLanes { lanes, _ in
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        _ = try await lanes.run(options, command("SELECT pg_sleep(1)"))
      }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `a full lane refuses at once, and takes work again later`() async throws {
    try await withLanes {
      $0.maxQueuedUnits = 2
    } _: { lanes, _ in
      async let first = lanes.run(options, command("SELECT pg_sleep(2)"))
      async let second = lanes.run(options, command("SELECT 1"))
      try await Task.sleep(for: .milliseconds(100))
      let error = try await postgresError { _ = try await lanes.run(options, command("SELECT 1")) }
      #expect(error.code == .overloaded)
      #expect(error.isRetriable)
      _ = try await (first, second)
      _ = try await lanes.run(options, command("SELECT 1"))
    }
  }

  @Test func `parameters beyond the limit are refused as overload`() async throws {
    try await withLanes {
      $0.maxQueuedBytes = 1000
    } _: { lanes, _ in
      let error = try await postgresError {
        _ = try await lanes.run(
          options, command("SELECT $1", [.bytea([UInt8](repeating: 1, count: 1000))]))
      }
      #expect(error.code == .overloaded)
    }
  }

  @Test func `large parameters and results pass while many are in flight`() async throws {
    try await withLanes { lanes, _ in
      let block = String(repeating: "x", count: 1 << 20)
      try await withThrowingTaskGroup { group in
        for _ in 0..<24 {
          group.addTask {
            let rows = try await lanes.run(
              options, values("SELECT $1", [.text(block)], as: String.self))
            #expect(rows == [block])
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `units of one key share a lane, others keep to one that is free`() async throws {
    try await withLanes {
      $0.laneCount = 4
    } _: { lanes, _ in
      try await eventually { lanes.connectedLaneCount == 4 }
      func backends(_ key: (Int) -> LaneKey) async throws -> Set<Int32> {
        var backends: Set<Int32> = []
        for number in 0..<16 {
          let options = UnitOptions(organizations: [], lane: key(number))
          backends.formUnion(
            try await lanes.run(options, values("SELECT pg_backend_pid()", as: Int32.self)))
        }
        return backends
      }
      let one = try await backends { _ in .key("conversation") }
      #expect(one.count == 1)
      let several = try await backends { .key("conversation \($0)") }
      #expect(several.count > 1)
      #expect(try await backends { _ in .any }.count == 1)
      async let slow = lanes.run(
        options, values("SELECT pg_backend_pid() FROM pg_sleep(1)", as: Int32.self))
      try await Task.sleep(for: .milliseconds(200))
      let others = try await backends { _ in .any }
      #expect(try await others.isDisjoint(with: slow))
    }
  }

  @Test func `shutting down finishes what is in flight and refuses the rest`() async throws {
    try await withLanes { lanes, session in
      async let slow = lanes.run(options, values("SELECT 1 FROM pg_sleep(2)", as: Int32.self))
      try await Task.sleep(for: .milliseconds(100))
      await lanes.shutdown()
      #expect(try await slow == [1])
      let error = try await postgresError { _ = try await lanes.run(options, command("SELECT 1")) }
      #expect(error.code == .shuttingDown)
      #expect(lanes.connectedLaneCount == 0)
    }
  }

  @Test(arguments: ["", "localhost:5432", "postgresql://h/d?mistyped=1"])
  func `a URL that is none is refused without being quoted`(url: String) async throws {
    let error = try await postgresError {
      try await withLanes(to: url) { _, _ in }
    }
    #expect(error.code == .configuration)
    #expect(
      "\(error)"
        == "database URL: expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
  }
}
