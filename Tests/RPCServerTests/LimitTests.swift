import RPCServer
import Testing
import Wire

/// Sizes, numbers and times that a client is held to.
@Suite struct LimitTests {
  typealias Note = TestService.Note

  // MARK: Sizes

  @Test(arguments: [
    WireLimits.maxFrameBytes + 1, 2 * WireLimits.maxFrameBytes, 5 * WireLimits.maxFrameBytes,
  ])
  func `an oversized request is RESOURCE_EXHAUSTED, and the connection lives`(length: Int)
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let header = FrameHeader(length: UInt32(length), streamID: 7, type: .request)
      try await client.write(header.bytes)
      // The answer does not wait for the data.
      let status = try await client.failure(on: 7)
      #expect(status.code == .resourceExhausted)
      #expect(status.details == [.errorInfo(reason: "FRAME_TOO_LARGE")])
      try await client.write(Array(repeating: 1, count: length))
      try await expectAlive(client)
    }
  }

  @Test func `oversized Data ends the stream it is for, and the connection lives`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/WaitStream", flags: .remoteOpen)
      try await client.write(.data, on: 1, Note().packed())
      #expect(try await server.record.has("waiting"))
      for streamID: UInt32 in [1, 3] {
        try await writeOversized(.data, on: streamID, to: client)
        let status = try await client.failure(on: streamID)
        #expect(status.details == [.errorInfo(reason: "FRAME_TOO_LARGE")])
      }
      #expect(try await server.record.has("cancelled"))
      try await expectAlive(client)
    }
  }

  @Test(arguments: [FrameType.response, FrameType(rawValue: 9)])
  func `an oversized frame of a type that is not for servers is ignored`(type: FrameType)
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await writeOversized(type, on: 1, to: client)
      try await expectAlive(client)
    }
  }

  private func writeOversized(
    _ type: FrameType, on streamID: UInt32, to client: RawClient
  ) async throws {
    let length = WireLimits.maxFrameBytes + 1
    let header = FrameHeader(length: UInt32(length), streamID: streamID, type: type)
    try await client.write(header.bytes + Array(repeating: 1, count: length))
  }

  @Test func `the largest request and the largest reply pass`() async throws {
    try await withServer { server in
      let client = try server.connect()
      let note = Note(displayName: String(repeating: "x", count: WireLimits.maxFrameBytes - 100))
      try await client.call("test.Test/Echo", note)
      #expect(try await client.reply() == note)
    }
  }

  @Test func `an oversized reply is RESOURCE_EXHAUSTED for that call alone`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", Note(displayName: "200"), on: 3)
      try await client.call("test.Test/Grow", Note(displayName: "4194304"), on: 1)
      let status = try await client.failure()
      #expect(status.code == .resourceExhausted)
      #expect(status.details == [.errorInfo(reason: "REPLY_TOO_LARGE")])
      #expect(try await client.reply(on: 3) == Note(displayName: "200"))
    }
  }

  @Test func `a peer that speaks another protocol is disconnected`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.write(Array("GET /healthz HTTP/1.1\r\n\r\n".utf8))
      #expect(try await client.isClosed())
    }
  }

  // MARK: Numbers

  @Test func `calls over the limit of a connection are RESOURCE_EXHAUSTED with RetryInfo`()
    async throws
  {
    try await withServer({ $0.connection.maxCallsInFlight = 2 }) { server in
      let client = try server.connect()
      let waiting = RawClient.request("test.Test/Wait", Note(displayName: "300"))
      try await client.write(
        RawClient.frame(.request, on: 1, waiting) + RawClient.frame(.request, on: 3, waiting)
          + RawClient.frame(.request, on: 5, RawClient.request("test.Test/Echo")))
      expectOverload(try await client.failure(on: 5), "CONNECTION_CALL_LIMIT")

      try await expectAlive(try server.connect())
      _ = try await client.response()
      _ = try await client.response()
      try await expectAlive(client)
    }
  }

  @Test func `calls over the limit of the server are RESOURCE_EXHAUSTED with RetryInfo`()
    async throws
  {
    try await withServer({ $0.maxCallsInFlight = 1 }) { server in
      let first = try server.connect()
      let second = try server.connect()
      try await first.call("test.Test/Wait")
      #expect(try await server.record.has("waiting"))
      try await second.call("test.Test/Echo")
      expectOverload(try await second.failure(), "SERVER_CALL_LIMIT")
      first.close()
      try await expectRoom { second }
    }
  }

  @Test func `a connection over the limit is told RESOURCE_EXHAUSTED and closed`() async throws {
    try await withServer({ $0.maxConnections = 1 }) { server in
      let first = try server.connect()
      try await expectAlive(first)
      let second = try server.connect()
      try await second.call("test.Test/Echo")
      expectOverload(try await second.failure(), "SERVER_CONNECTION_LIMIT")
      #expect(try await second.isClosed())
      try await expectAlive(first)
      first.close()
      try await expectRoom { try server.connect() }
    }
  }

  /// Checks that a call is served once the server has noticed that another client is gone.
  private func expectRoom(
    on client: () throws -> RawClient, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for _ in 0..<500 {
      let client = try client()
      try await client.call("test.Test/Echo")
      if try await client.response().status == nil { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("the place was not given to another", sourceLocation: sourceLocation)
  }

  private func expectOverload(
    _ status: RPCStatus, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(status.code == .resourceExhausted, sourceLocation: sourceLocation)
    #expect(
      status.details == [.retryInfo(.milliseconds(200)), .errorInfo(reason: reason)],
      sourceLocation: sourceLocation)
  }

  // MARK: Times

  @Test func `a call past its deadline is DEADLINE_EXCEEDED, and its handler is cancelled`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let start = ContinuousClock.now
      try await client.call("test.Test/Wait", timeoutNano: 50_000_000)
      #expect(try await client.failure().code == .deadlineExceeded)
      #expect(start.duration(to: .now) >= .milliseconds(50))
      #expect(try await server.record.has("cancelled"))
      try await expectAlive(client)
    }
  }

  @Test func `a negative timeout is expired on arrival, and no handler runs`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", timeoutNano: -1)
      #expect(try await client.failure().code == .deadlineExceeded)
      #expect(server.record.all.isEmpty)
    }
  }

  @Test func `the longest timeout is no timeout at all`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", timeoutNano: .max)
      #expect(try await server.record.has("waiting"))
      // The answer to this one comes after an alarm that rings too early.
      try await client.call("test.Test/Wait", Note(displayName: "50"), on: 3)
      #expect(try await client.reply(on: 3) == Note(displayName: "50"))
      #expect(server.record.count(of: "cancelled") == 0)
    }
  }

  @Test func `a unary call without a deadline gets the default one, a stream gets none`()
    async throws
  {
    try await withServer({ $0.connection.defaultDeadline = .milliseconds(50) }) { server in
      let client = try server.connect()
      try await client.stream("test.Test/WaitStream", Note(displayName: "2000"), on: 1)
      try await client.call("test.Test/Wait", on: 3)
      #expect(try await client.failure(on: 3).code == .deadlineExceeded)
      #expect(try await client.frame() == RawClient.endOfStream(1))
    }
  }

  @Test func `a stream's own deadline counts`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.stream("test.Test/WaitStream", timeoutNano: 50_000_000)
      #expect(try await client.failure().code == .deadlineExceeded)
    }
  }

  @Test(arguments: [4, 30])
  func `a half frame may take only so long`(sentBytes: Int) async throws {
    try await withServer({ $0.connection.frameTimeout = .milliseconds(100) }) { server in
      let client = try server.connect()
      try await expectAlive(client)
      let frame = RawClient.frame(
        .request, on: 1, RawClient.request("test.Test/Echo", Note(displayName: "never")))
      try await client.write(Array(frame.prefix(sentBytes)))
      #expect(try await client.isClosed())
    }
  }

  @Test func `an oversized frame that stays half sent may take only so long`() async throws {
    try await withServer({ $0.connection.frameTimeout = .milliseconds(100) }) { server in
      let client = try server.connect()
      let length = UInt32(WireLimits.maxFrameBytes + 1)
      try await client.write(FrameHeader(length: length, streamID: 1, type: .request).bytes)
      #expect(try await client.failure().code == .resourceExhausted)
      try await client.write(Array(repeating: 1, count: 1_000))
      #expect(try await client.isClosed())
    }
  }

  @Test func `a connection without calls is closed after a while, one with a call is not`()
    async throws
  {
    try await withServer({ $0.connection.idleTimeout = .seconds(4) }) { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait", Note(displayName: "4500"))
      #expect(try await client.reply() == Note(displayName: "4500"))
      #expect(try await client.isClosed())
    }
  }
}
