import Client
import Wire

/// The wire and the dispatch alone.
struct NoopScenario: BenchScenario {
  static let name = "noop"
  static let summary = "grpc.health.v1.Health/Check, which does nothing"
  static let need = BenchNeed.nothing

  func requests(_ subject: BenchSubject) -> [BenchRequest] {
    [
      BenchRequest(
        service: "grpc.health.v1.Health", method: "Check",
        payload: GrpcHealthV1.HealthCheckRequest().packed())
    ]
  }

  func check(_ client: EngramClient, _ subject: BenchSubject) async throws {
    _ = try await client.health.check(.init())
  }
}
