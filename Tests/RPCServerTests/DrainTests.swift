import RPCServer
import Testing
import Wire

/// The graceful shutdown.
@Suite struct DrainTests {
  typealias Note = TestService.Note

  @Test func `a shutdown lets calls in flight end and refuses new ones, then closes`() async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let idle = try server.connect()
      try await expectAlive(idle)
      try await client.call("test.Test/Wait", Note(displayName: "4000"), on: 1)
      try await client.stream("grpc.health.v1.Health/Watch", on: 3)
      #expect(
        try await client.message(on: 3) == GrpcHealthV1.HealthCheckResponse(status: .serving))
      #expect(try await server.record.has("waiting"))

      await server.shutDown()
      #expect(
        try await client.message(on: 3) == GrpcHealthV1.HealthCheckResponse(status: .notServing))
      #expect(try await client.frame() == RawClient.endOfStream(3))
      #expect(try await idle.isClosed())

      try await client.call("test.Test/Echo", on: 5)
      let status = try await client.failure(on: 5)
      #expect(status.code == .unavailable)
      #expect(status.details.contains(.errorInfo(reason: "SHUTTING_DOWN")))
      try await client.call("grpc.health.v1.Health/Check", on: 7)
      #expect(
        try await client.reply(on: 7) == GrpcHealthV1.HealthCheckResponse(status: .notServing))
      #expect(throws: RawClient.Failure.self) { try server.connect() }

      #expect(try await client.reply(on: 1) == Note(displayName: "4000"))
      #expect(try await client.isClosed())
    }
  }

  @Test func `calls that do not end within the drain timeout are UNAVAILABLE`() async throws {
    try await withServer({ $0.drainTimeout = .milliseconds(100) }) { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait")
      #expect(try await server.record.has("waiting"))
      await server.shutDown()
      #expect(try await client.failure().code == .unavailable)
      #expect(try await server.record.has("cancelled"))
      #expect(try await client.isClosed())
    }
  }
}
