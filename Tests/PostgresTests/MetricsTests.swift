import Metrics
import MetricsTestKit
import Postgres
import TestSupport
import Testing

@Suite struct MetricsTests {
  @Test func `units are counted by outcome and timed, connections counted`() async throws {
    let metrics = TestMetrics()
    let database = try await TestDatabase.empty()
    let lanes = try withMetricsFactory(metrics) {
      try PostgresLanes(
        LanesConfiguration(name: "group", url: database.url, laneCount: 1), logger: silentLogger)
    }
    lanes.start()
    for _ in 0..<2 { _ = try await lanes.run(options, command("SELECT 1")) }
    _ = try await postgresError { _ = try await lanes.run(options, command("SELECT 1 / 0")) }
    await lanes.shutdown()

    let group = ("lanes", "group")
    let committed = try metrics.expectCounter(
      "engram_postgres_units", [group, ("outcome", "committed")])
    #expect(committed.values.count == 2)
    let refused = try metrics.expectCounter(
      "engram_postgres_units", [group, ("outcome", "server")])
    #expect(refused.values.count == 1)
    #expect(try metrics.expectTimer("engram_postgres_unit_duration", [group]).values.count == 3)
    #expect(try metrics.expectCounter("engram_postgres_connects", [group]).values == [1])
    let waiting = try metrics.expectMeter("engram_postgres_waiting_units", [group, ("lane", "0")])
    #expect(waiting.values.last == 0)
    try await database.drop()
  }
}
