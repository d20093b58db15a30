import Metrics
import MetricsTestKit
import Testing

@Suite struct MetricsTests {
  @Test func `calls are counted by method and code and timed, connections counted`() async throws {
    let metrics = TestMetrics()
    try await withMetricsFactory(metrics) {
      try await withServer { server in
        let client = try server.connect()
        for _ in 0..<2 { try await expectAlive(client) }
      }
    }
    let method = ("method", "test.Test/Echo")
    let succeeded = try metrics.expectCounter("engram_rpc_calls", [method, ("code", "OK")])
    #expect(succeeded.values == [1, 1])
    #expect(try metrics.expectTimer("engram_rpc_call_duration", [method]).values.count == 2)
    #expect(try metrics.expectMeter("engram_rpc_connections").values == [1, 0])
    #expect(try metrics.expectMeter("engram_rpc_calls_in_flight").values == [1, 0, 1, 0])
  }
}
