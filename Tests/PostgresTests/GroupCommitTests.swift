import Logging
import Synchronization
import Testing

@testable import Postgres

/// Group commits on real connections.
@Suite struct GroupCommitTests {
  /// Adds a number to the table, once.
  struct Number: GroupPart {
    let value: Int64
    var organization = "o"
    var deadline: ContinuousClock.Instant?
    var requestID: (any CustomStringConvertible & Sendable)? { nil }
    var rowCount: Int { 1 }
    var byteCount: Int { 8 }
    var keys: [Int64] { [value] }
  }

  /// What was asked for of the database, unit by unit.
  final class Units: Sendable {
    private let parts = Mutex<[[Int64]]>([])
    var all: [[Int64]] { parts.withLock { $0 } }
    func add(_ unit: [Int64]) { parts.withLock { $0.append(unit) } }
  }

  /// Numbers into `public.n`, whose rows say which transaction brought them.
  private func group(
    on lanes: PostgresLanes, _ units: Units = Units(), limits: GroupLimits = GroupLimits()
  ) -> GroupCommit<Number, Int64> {
    GroupCommit("add_numbers", on: lanes, limits: limits) { parts in
      units.add(parts.map(\.value))
      return GroupQueries(
        before: [command("SELECT pg_advisory_xact_lock(1)")],
        Query(
          Statement(
            name: "add_numbers",
            sql: """
              WITH new AS (
                INSERT INTO public.n (value)
                SELECT unnest($1::int8[]) ON CONFLICT DO NOTHING
              )
              SELECT part, pg_current_xact_id()::text::int8
              FROM unnest($1::int8[]) WITH ORDINALITY AS p (value, part)
              """),
          [.int8Array(parts.map(\.value))]
        ) { row in
          GroupRow(part: Int(try row.decode(0, as: Int64.self)) - 1, row: try row.decode(1))
        })
    }
  }

  /// Lanes with the table; `body` also gets a session to hold locks in.
  private func withNumbers(
    _ change: (inout LanesConfiguration) -> Void = { _ in }, logger: Logger = silentLogger,
    _ body: (PostgresLanes, PostgresSession) async throws -> Void
  ) async throws {
    try await withLanes(change, logger: logger) { lanes, session in
      try await session.execute(
        "CREATE TABLE public.n (value int8 PRIMARY KEY CHECK (value >= 0))")
      try await eventually { lanes.connectedLaneCount > 0 }
      try await body(lanes, session)
    }
  }

  private func stored(_ lanes: PostgresLanes) async throws -> [Int64] {
    try await lanes.run(
      options, values("SELECT value FROM public.n ORDER BY 1", as: Int64.self))
  }

  /// Holds the group's lock while `body` runs, so that its first unit has to wait.
  private func blocking(
    _ session: PostgresSession, _ body: () async throws -> Void
  ) async throws {
    try await session.execute("SELECT pg_advisory_lock(1)")
    try await body()
    try await session.execute("SELECT pg_advisory_unlock(1)")
  }

  @Test func `parts that wait while a commit is in flight share the next one`() async throws {
    try await withNumbers { lanes, session in
      let units = Units()
      let group = group(on: lanes, units)
      try await withThrowingTaskGroup(of: (Int64, [Int64]).self) { tasks in
        try await blocking(session) {
          tasks.addTask { (0, try await group.run(Number(value: 0), on: "k")) }
          try await eventually { units.all.count == 1 }
          for value in 1...20 as ClosedRange<Int64> {
            tasks.addTask { (value, try await group.run(Number(value: value), on: "k")) }
          }
          try await eventually { group.waitingCount == 20 }
        }
        var transactions: [Int64: [Int64]] = [:]
        for try await (value, rows) in tasks { transactions[value] = rows }
        #expect(transactions.values.allSatisfy { $0.count == 1 })
        #expect(Set(transactions.values.compactMap(\.first)).count == 2)
      }
      #expect(units.all.map(\.count) == [1, 20])
      #expect(try await stored(lanes) == Array(0...20))
    }
  }

  @Test func `a bad part fails alone`() async throws {
    try await withNumbers { lanes, session in
      let units = Units()
      let group = group(on: lanes, units)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        try await blocking(session) {
          tasks.addTask { _ = try await group.run(Number(value: 0), on: "k") }
          try await eventually { units.all.count == 1 }
          for value in [1, -1, 2, -2, 3] as [Int64] {
            tasks.addTask {
              if value >= 0 {
                #expect(try await group.run(Number(value: value), on: "k").count == 1)
              } else {
                let error = try await postgresError {
                  _ = try await group.run(Number(value: value), on: "k")
                }
                #expect(error.constraint == "n_value_check")
              }
            }
          }
          try await eventually { group.waitingCount == 5 }
        }
        try await tasks.waitForAll()
      }
      #expect(try await stored(lanes) == [0, 1, 2, 3])
    }
  }

  @Test func `a caller that leaves is not waited for, and the others are served`() async throws {
    try await withNumbers { lanes, session in
      let units = Units()
      let group = group(on: lanes, units)
      try await blocking(session) {
        let sent = Task { try await group.run(Number(value: 0), on: "k") }
        try await eventually { units.all.count == 1 }
        let waiting = Task { try await group.run(Number(value: 1), on: "k") }
        try await eventually { group.waitingCount == 1 }
        sent.cancel()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await sent.value }
        await #expect(throws: CancellationError.self) { try await waiting.value }
      }
      #expect(try await group.run(Number(value: 2), on: "k").count == 1)
      #expect(try await stored(lanes) == [0, 2])
    }
  }

  @Test func `one that is late before it is sent is not sent`() async throws {
    try await withNumbers { lanes, session in
      let units = Units()
      let group = group(on: lanes, units)
      let error = try await postgresError {
        _ = try await group.run(Number(value: 1, deadline: .now), on: "k")
      }
      #expect(error.code == .deadlineExceeded)
      #expect(units.all.isEmpty)
      #expect(try await stored(lanes) == [])
    }
  }

  @Test func `what finds no room is refused at once`() async throws {
    try await withNumbers { lanes, session in
      var limits = GroupLimits()
      limits.maxWaitingParts = 1
      let units = Units()
      let group = group(on: lanes, units, limits: limits)
      try await blocking(session) {
        async let first = group.run(Number(value: 0), on: "k")
        try await eventually { units.all.count == 1 }
        async let second = group.run(Number(value: 1), on: "k")
        try await eventually { group.waitingCount == 1 }
        let error = try await postgresError {
          _ = try await group.run(Number(value: 2), on: "k")
        }
        #expect(error.code == .overloaded)
        #expect(error.isRetriable)
        try await session.execute("SELECT pg_advisory_unlock(1)")
        _ = try await (first, second)
        try await session.execute("SELECT pg_advisory_lock(1)")
      }
      #expect(try await stored(lanes) == [0, 1])
    }
  }

  @Test func `a lost connection fails what was in flight, and what waits goes on`() async throws {
    try await withNumbers { lanes, session in
      let units = Units()
      let group = group(on: lanes, units)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        try await blocking(session) {
          tasks.addTask {
            let error = try await postgresError {
              _ = try await group.run(Number(value: 0), on: "k")
            }
            #expect(error.isRetriable)
          }
          try await eventually { units.all.count == 1 }
          for value in 1..<10 as Range<Int64> {
            tasks.addTask {
              let rows = try await group.run(Number(value: value), on: "k")
              #expect(rows.count == 1)
            }
          }
          try await eventually { group.waitingCount == 9 }
          try await session.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
        }
        try await tasks.waitForAll()
      }
      #expect(try await stored(lanes) == Array(1..<10))
    }
  }

  @Test func `without a connection all who wait are told`() async throws {
    var configuration = LanesConfiguration(
      name: "test", url: "postgresql://nobody@127.0.0.1:1/none", laneCount: 1)
    configuration.maxQueueWait = .milliseconds(100)
    let lanes = try PostgresLanes(configuration, logger: silentLogger)
    lanes.start()
    let units = Units()
    let group = group(on: lanes, units)
    await withTaskGroup(of: PostgresError.Code?.self) { tasks in
      for value in 0..<5 as Range<Int64> {
        tasks.addTask {
          try? await postgresError { _ = try await group.run(Number(value: value), on: "k") }.code
        }
      }
      for await code in tasks { #expect(code == .unavailable) }
    }
    #expect(units.all.isEmpty)
    await lanes.shutdown(grace: .zero)
  }
}
