import Logging
import Postgres
import Testing

/// Units on real connections.
@Suite struct UnitTests {
  @Test func `a unit commits whole or not at all`() async throws {
    try await withLanes { lanes, session in
      try await session.execute("CREATE TABLE public.t (id int8 PRIMARY KEY)")
      let insert = "INSERT INTO public.t VALUES ($1)"
      _ = try await lanes.run(
        options, command(insert, [.int8(1)]), command(insert, [.int8(2)]))
      let error = try await postgresError {
        _ = try await lanes.run(
          options, command(insert, [.int8(3)]), command(insert, [.int8(1)]))
      }

      #expect(error.code == .server)
      #expect(error.sqlState == "23505")
      #expect(error.constraint == "t_pkey")
      #expect(!error.isRetriable)
      #expect(
        error.description
          == "command: PostgreSQL refused it with SQLSTATE 23505 (constraint t_pkey)")
      let ids = try await lanes.run(options, values("SELECT id FROM public.t", as: Int64.self))
      #expect(ids == [1, 2])
    }
  }

  @Test func `a constraint that is checked at the commit fails the unit`() async throws {
    try await withLanes { lanes, session in
      try await session.execute(
        """
        CREATE TABLE public.p (id int8 PRIMARY KEY);
        CREATE TABLE public.c (id int8 REFERENCES public.p DEFERRABLE INITIALLY DEFERRED);
        """)
      let error = try await postgresError {
        _ = try await lanes.run(options, command("INSERT INTO public.c VALUES (1)"))
      }
      #expect(error.constraint == "c_id_fkey")
      #expect(error.attempted == "commit of command")
      #expect(try await lanes.run(options, values("SELECT 7::int8", as: Int64.self)) == [7])
    }
  }

  @Test func `each query's rows come back in its place`() async throws {
    try await withLanes { lanes, _ in
      let (numbers, _, texts) = try await lanes.run(
        options, values("SELECT generate_series(1, 3)", as: Int32.self), command("SELECT 1"),
        values("SELECT 'a'", as: String.self))
      #expect(numbers == [1, 2, 3])
      #expect(texts == ["a"])
    }
  }

  @Test func `the organizations hold for the unit and no longer`() async throws {
    try await withLanes { lanes, _ in
      let setting = values(
        "SELECT coalesce(current_setting('engram.organizations', true), '')", as: String.self)
      let organizations = ["a", "b,c", "\"q\" {}", ""]
      let seen = try await lanes.run(UnitOptions(organizations: organizations), setting)
      #expect(seen == [#"{a,"b,c","\"q\" {}",""}"#])
      #expect(try await lanes.run(options, setting) == ["{}"])
    }
  }

  @Test func `failing units do not touch their neighbours in the pipeline`() async throws {
    try await withLanes { lanes, _ in
      let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
        for number in 0..<200 {
          group.addTask {
            let divisor = Int32(number % 3)
            let query = values("SELECT 6 / $1", [.int4(divisor)], as: Int32.self)
            do {
              let rows = try await lanes.run(options, values("SELECT 1", as: Int32.self), query)
              return (number, rows.1 == [6 / divisor])
            } catch let error as PostgresError {
              return (number, divisor == 0 && error.sqlState == "22012")
            }
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      #expect(outcomes.count == 200)
      #expect(outcomes.values.allSatisfy { $0 })
    }
  }

  @Test func `a statement that can't be prepared is tried again by the next unit`() async throws {
    try await withLanes { lanes, session in
      let query = values("SELECT id FROM public.later", as: Int64.self)
      let error = try await postgresError { _ = try await lanes.run(options, query) }
      #expect(error.sqlState == "42P01")
      #expect(error.attempted == "values")
      try await session.execute("CREATE TABLE public.later AS SELECT 5::int8 AS id")
      #expect(try await lanes.run(options, query) == [5])
    }
  }

  @Test func `a statement whose result changes its shape works again after one retry`() async throws
  {
    try await withLanes { lanes, session in
      try await session.execute("CREATE TABLE public.t AS SELECT 5::int8 AS id")
      let query = values("SELECT * FROM public.t", as: Int64.self)
      #expect(try await lanes.run(options, query) == [5])
      try await session.execute("ALTER TABLE public.t ADD COLUMN more int8")
      let error = try await postgresError { _ = try await lanes.run(options, query) }
      #expect(error.sqlState == "0A000")
      #expect(error.isRetriable)
      #expect(try await lanes.run(options, query) == [5])
    }
  }

  @Test func `what a decoding throws reaches the caller, and the unit is committed`() async throws {
    struct Unreadable: Error {}
    try await withLanes { lanes, session in
      try await session.execute("CREATE TABLE public.t (id int8)")
      let query = Query<Int64>(
        Statement(name: "insert", sql: "INSERT INTO public.t VALUES (1) RETURNING id"), []
      ) { _ in throw Unreadable() }
      await #expect(throws: Unreadable.self) { _ = try await lanes.run(options, query) }
      #expect(
        try await lanes.run(options, values("SELECT id FROM public.t", as: Int64.self)) == [1])
    }
  }

  @Test func `a failed unit is logged with its request and its lane`() async throws {
    let log = LogRecorder()
    try await withLanes(logger: log.logger) { lanes, _ in
      let options = UnitOptions(organizations: [], requestID: "request 7")
      _ = try await postgresError { _ = try await lanes.run(options, command("SELECT 1 / 0")) }
      let logged = try #require(log["A unit failed"])
      #expect(
        logged == [
          "request-id": "request 7", "lane": "test-0", "code": "server",
          "error": "command: PostgreSQL refused it with SQLSTATE 22012",
        ])
    }
  }

  @Test func `errors never quote what the server wrote`() async throws {
    try await withLanes { lanes, _ in
      let error = try await postgresError {
        _ = try await lanes.run(options, command("SELECT $1::int4", [.text("secret")]))
      }
      #expect(error.serverMessage?.contains("secret") == true)
      #expect(!"\(error)".contains("secret"))
    }
  }
}
