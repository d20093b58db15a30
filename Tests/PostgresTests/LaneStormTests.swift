import Postgres
import Testing

/// Everything at once.
@Suite struct LaneStormTests {
  private enum Outcome { case committed, refused, unknown }

  @Test func `in a storm of kills and cancellations no committed unit is missing`() async throws {
    try await withLanes {
      $0.laneCount = 2
      $0.maxReconnectDelay = .milliseconds(100)
    } _: { lanes, session in
      try await session.execute("CREATE TABLE public.t (id int8 PRIMARY KEY, part int8)")
      let storm = Task {
        while !Task.isCancelled {
          try await session.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5
            """)
          try await Task.sleep(for: .milliseconds(50))
        }
      }
      let outcomes = await withTaskGroup { group in
        for id in 0..<600 {
          group.addTask { (Int64(id), await insert(Int64(id), lanes)) }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      storm.cancel()
      _ = await storm.result

      let stored = Set(
        try await session.run(values("SELECT id FROM public.t WHERE part = 2", as: Int64.self)))
      let halves = try await session.run(
        values("SELECT count(*) FROM public.t WHERE part = 1", as: Int64.self))
      #expect(outcomes.count == 600)
      #expect(halves == [0])
      #expect(outcomes.values.contains(.committed))
      for (id, outcome) in outcomes {
        switch outcome {
        case .committed: #expect(stored.contains(id))
        case .refused: #expect(!stored.contains(id))
        case .unknown: break
        }
      }
    }
  }

  /// Inserts a row in two steps of one unit, at some moment, perhaps cancelled while it waits.
  private func insert(_ id: Int64, _ lanes: PostgresLanes) async -> Outcome {
    try? await Task.sleep(for: .milliseconds(Int.random(in: 0..<1500)))
    let unit = Task {
      try await lanes.run(
        options, command("INSERT INTO public.t VALUES ($1, 1)", [.int8(id)]),
        command("UPDATE public.t SET part = 2 WHERE id = $1", [.int8(id)]))
    }
    if id % 10 == 0 { unit.cancel() }
    do {
      _ = try await unit.value
      return .committed
    } catch let error as PostgresError {
      return error.code == .connectionLost ? .unknown : .refused
    } catch {
      return .unknown
    }
  }
}
