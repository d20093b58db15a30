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
      try await client.call("test.Test/Hold", Note(displayName: "held"), on: 1)
      try await client.stream("grpc.health.v1.Health/Watch", on: 3)
      #expect(
        try await client.message(on: 3) == GrpcHealthV1.HealthCheckResponse(status: .serving))
      #expect(try await server.record.has("held"))

      await server.shutDown()
      #expect(
        try await client.message(on: 3) == GrpcHealthV1.HealthCheckResponse(status: .notServing))
      #expect(try await client.frame() == RawClient.endOfStream(3))
      #expect(try await idle.isClosed())

      let (status, last) = try await firstRefusal(of: client, from: 5)
      #expect(status.code == .unavailable)
      #expect(status.details.contains(.errorInfo(reason: "SHUTTING_DOWN")))
      try await client.call("grpc.health.v1.Health/Check", on: last + 2)
      #expect(
        try await client.reply(on: last + 2)
          == GrpcHealthV1.HealthCheckResponse(status: .notServing))
      #expect(throws: RawClient.Failure.self) { try server.connect() }

      server.record.add("released")
      #expect(try await client.reply(on: 1) == Note(displayName: "held"))
      #expect(try await client.isClosed())
    }
  }

  /// What calls are answered with, once the connection has heard of the shutdown: each hears of it by
  /// itself, and until then goes on.
  private func firstRefusal(
    of client: RawClient, from start: UInt32
  ) async throws -> (status: RPCStatus, streamID: UInt32) {
    for streamID in stride(from: start, to: start + 400, by: 2) {
      try await client.call("test.Test/Echo", on: streamID)
      let response = try await client.response()
      #expect(response.streamID == streamID)
      if let status = response.status { return (status, streamID) }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw RawClient.UnexpectedSuccess(streamID: start)
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
