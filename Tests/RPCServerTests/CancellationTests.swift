import Testing
import Wire

/// How calls end before their time.
@Suite struct CancellationTests {
  typealias Note = TestService.Note

  @Test func `a closed connection cancels its calls`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", on: 1)
      try await client.stream("test.Test/WaitStream", on: 3)
      #expect(try await server.record.has("waiting", count: 2))
      client.close()
      #expect(try await server.record.has("cancelled", count: 2))
    }
  }

  @Test func `Cancel ends the calls by its request id with CANCELLED`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", on: 1, metadata: [("request-id", "a")])
      try await client.stream("test.Test/WaitStream", on: 3, metadata: [("request-id", "a")])
      try await client.call("test.Test/Wait", on: 5, metadata: [("request-id", "b")])
      #expect(try await server.record.has("waiting", count: 3))

      try await client.call(
        "engram.v1.ControlService/Cancel", EngramV1.CancelRequest(requestID: "a"), on: 7,
        metadata: [("request-id", "a")])
      var ended: [UInt32: StatusCode] = [:]
      for _ in 0..<2 {
        let response = try await client.response()
        ended[response.streamID] = response.status?.code
      }
      #expect(ended == [1: .cancelled, 3: .cancelled])
      #expect(try await client.reply(on: 7) == EngramV1.CancelResponse(cancelledCount: 2))
      #expect(try await server.record.has("cancelled", count: 2))

      // The third one was still there to be cancelled.
      try await client.call(
        "engram.v1.ControlService/Cancel", EngramV1.CancelRequest(requestID: "b"), on: 9)
      #expect(try await client.failure(on: 5).code == .cancelled)
      #expect(try await client.reply(on: 9) == EngramV1.CancelResponse(cancelledCount: 1))
    }
  }

  @Test func `Cancel does not reach calls of another connection`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call(
        "test.Test/Wait", Note(displayName: "1000"), metadata: [("request-id", "a")])
      #expect(try await server.record.has("waiting"))
      let other = try server.connect()
      try await other.call(
        "engram.v1.ControlService/Cancel", EngramV1.CancelRequest(requestID: "a"))
      #expect(try await other.reply() == EngramV1.CancelResponse(cancelledCount: 0))
      #expect(try await client.reply() == Note(displayName: "1000"))
    }
  }

  @Test func `Cancel without a request id is INVALID_ARGUMENT that names the field`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("engram.v1.ControlService/Cancel")
      let status = try await client.failure()
      #expect(status.code == .invalidArgument)
      guard case .badRequest(let violations) = status.details.first else {
        return _ = Issue.record("no field is named")
      }
      #expect(violations.map(\.field) == ["request_id"])
    }
  }

  @Test func `a cancelled stream's sender stops`() async throws {
    try await withServer { server in
      let client = try server.connect(receiveBuffer: 4_096)
      try await client.stream(
        "test.Test/Count", Note(displayName: "100000", metadataJSON: "10000"))
      #expect(try await server.record.has("sent"))
      client.close()
      #expect(try await server.record.has("stopped"))
    }
  }
}
