import Foundation
import Logging
import Postgres
import TestSupport
import Testing

/// Connections and servers that die, stop and come back.
@Suite struct LaneRecoveryTests {
  @Test func `a lane whose backend is killed connects again`() async throws {
    try await withLanes { lanes, session in
      for _ in 0..<3 {
        let backend = try await lanes.run(options, backendPID)
        try await session.execute("SELECT pg_terminate_backend(\(backend[0]))")
        try await eventually {
          let next = try? await lanes.run(options, backendPID)
          return next != nil && next != backend
        }
      }
    }
  }

  @Test func `a unit that is ended with its backend fails, and those behind it run`() async throws {
    try await withLanes { lanes, session in
      try await session.execute("CREATE TABLE public.t (id int8)")
      let backend = try await lanes.run(options, backendPID)
      let sleeping = Task { try await lanes.run(options, command("SELECT pg_sleep(10)")) }
      try await Task.sleep(for: .milliseconds(100))
      async let behind = lanes.run(
        options, values("INSERT INTO public.t VALUES (1) RETURNING id", as: Int64.self))
      try await Task.sleep(for: .milliseconds(100))
      try await session.execute("SELECT pg_terminate_backend(\(backend[0]))")

      let error = try await postgresError { _ = try await sleeping.value }
      #expect(error.sqlState == "57P01")
      #expect(error.isRetriable)
      #expect(try await behind == [1])
      let stored = try await lanes.run(options, values("SELECT id FROM public.t", as: Int64.self))
      #expect(stored == [1])
    }
  }

  @Test func `a frozen server holds callers no longer than their deadlines`() async throws {
    try await withLanes {
      $0.silenceTimeout = .seconds(8)
    } _: { lanes, _ in
      let backend = try await lanes.run(options, backendPID)[0]
      kill(backend, SIGSTOP)
      defer { kill(backend, SIGCONT) }
      let start = ContinuousClock.now
      let unknown = Task { try await lanes.run(options, command("SELECT 1")) }
      async let repeated = lanes.run(
        UnitOptions(organizations: [], isIdempotent: true), backendPID)
      let late = try await postgresError {
        _ = try await lanes.run(
          UnitOptions(organizations: [], deadline: .now + .milliseconds(200)), command("SELECT 1"))
      }

      #expect(late.code == .deadlineExceeded)
      #expect(start.duration(to: .now) < .seconds(6))
      let lost = try await postgresError { _ = try await unknown.value }
      #expect(lost.code == .connectionLost)
      #expect(try await repeated != [backend])
    }
  }

  @Test func `while no server is there units wait, but not for ever`() async throws {
    let url = "postgresql:///none?host=/nonexistent"
    var configuration = LanesConfiguration(name: "test", url: url, laneCount: 2)
    configuration.maxQueueWait = .milliseconds(300)
    let lanes = try PostgresLanes(configuration, logger: silentLogger)
    lanes.start()
    let error = try await postgresError { _ = try await lanes.run(options, command("SELECT 1")) }

    #expect(error.code == .unavailable)
    #expect(error.isRetriable)
    #expect(error.serverMessage?.contains("/nonexistent") == true)
    #expect(!"\(error)".contains("/nonexistent"))
    await lanes.shutdown()
  }

  @Test func `lanes live through a crash, a stop and a start of the server`() async throws {
    try await RestartablePostgres.use { postgres in
      var configuration = LanesConfiguration(
        name: "test", url: postgres.databaseURL, laneCount: 2)
      configuration.maxQueueWait = .seconds(30)
      let lanes = try PostgresLanes(configuration, logger: silentLogger)
      lanes.start()
      let idempotent = UnitOptions(organizations: [], isIdempotent: true)

      let backend = try await lanes.run(idempotent, backendPID)
      kill(backend[0], SIGKILL)  // PostgreSQL then ends every session and recovers.
      try await eventually { (try? await lanes.run(idempotent, command("SELECT 1"))) != nil }

      await postgres.stop()
      async let waiting = lanes.run(idempotent, values("SELECT 4", as: Int32.self))
      try await postgres.start()
      #expect(try await waiting == [4])
      await lanes.shutdown()
    }
  }

  private var backendPID: Query<Int32> { values("SELECT pg_backend_pid()", as: Int32.self) }
}
