import RPCServer
import Testing
import Wire

@Suite struct HealthTests {
  typealias Response = GrpcHealthV1.HealthCheckResponse

  @Test(arguments: ["", "test.Test", "engram.v1.ControlService"])
  func `Check says SERVING for the server and its services`(service: String) async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call(
        "grpc.health.v1.Health/Check", GrpcHealthV1.HealthCheckRequest(service: service))
      #expect(try await client.reply() == Response(status: .serving))
    }
  }

  @Test func `Check of an unknown service is NOT_FOUND, Watch says SERVICE_UNKNOWN`() async throws {
    try await withServer { server in
      let client = try server.connect()
      let request = GrpcHealthV1.HealthCheckRequest(service: "nothing")
      try await client.call("grpc.health.v1.Health/Check", request)
      #expect(try await client.failure().code == .notFound)
      try await client.stream("grpc.health.v1.Health/Watch", request)
      #expect(try await client.message() == Response(status: .serviceUnknown))
    }
  }

  @Test func `Watch tells each change`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.stream("grpc.health.v1.Health/Watch")
      #expect(try await client.message() == Response(status: .serving))
      server.health.setServing(false)
      #expect(try await client.message() == Response(status: .notServing))
      server.health.setServing(true)
      #expect(try await client.message() == Response(status: .serving))
    }
  }
}
