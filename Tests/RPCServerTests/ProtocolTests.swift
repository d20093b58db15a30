import Testing
import Wire

/// The rules of the protocol, each sent as frames over a socket.
@Suite struct ProtocolTests {
  typealias Note = TestService.Note

  // MARK: Frames and envelopes

  @Test func `a unary call is a Request frame, and its reply one Response frame`() async throws {
    try await withServer { server in
      let client = try server.connect()
      let note = Note(organizationID: "a", displayName: "b")
      try await client.call("test.Test/Echo", note)
      #expect(try await client.reply() == note)
    }
  }

  @Test func `a frame that arrives byte by byte is answered`() async throws {
    try await withServer { server in
      let client = try server.connect()
      let bytes = RawClient.frame(
        .request, on: 1, RawClient.request("test.Test/Echo", Note(displayName: "slow")))
      for byte in bytes { try await client.write([byte]) }
      #expect(try await client.reply() == Note(displayName: "slow"))
    }
  }

  @Test func `an empty reply is a Response without payload`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Echo")
      #expect(
        try await client.frame()
          == RawFrame(
            header: FrameHeader(length: 0, streamID: 1, type: .response), data: []))
    }
  }

  @Test func `data that is no Request is INVALID_ARGUMENT, and the connection lives`() async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.write(.request, on: 1, [0xFF, 0xFF, 0xFF])
      #expect(try await client.failure().code == .invalidArgument)
      try await expectAlive(client)
    }
  }

  @Test func `a payload that is no message is INVALID_ARGUMENT, and the connection lives`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let request = Ttrpc.Request(service: "test.Test", method: "Echo", payload: [0xFF, 0xFF])
      try await client.write(.request, on: 1, request.packed())
      #expect(try await client.failure().code == .invalidArgument)
      try await expectAlive(client)
    }
  }

  @Test func `an unknown frame type is ignored`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.write(FrameType(rawValue: 9), on: 1, [1, 2, 3])
      try await client.write(.response, on: 1, [])
      try await expectAlive(client)
    }
  }

  // MARK: Streams

  @Test func `a stream ends with an empty Data frame flagged closed and no data`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.stream("test.Test/Count", Note(displayName: "2"))
      #expect(try await client.message() == Note(displayName: "0"))
      #expect(try await client.message() == Note(displayName: "1"))
      #expect(try await client.frame() == RawClient.endOfStream())
      try await expectAlive(client)
    }
  }

  @Test func `an error in the middle of a stream ends it with a Response`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.stream("test.Test/GrowStream", Note(displayName: "5000000"))
      #expect(try await client.message() == Note(displayName: "first"))
      let status = try await client.failure()
      #expect(status.code == .resourceExhausted)
      #expect(status.details == [.errorInfo(reason: "REPLY_TOO_LARGE")])
      try await expectAlive(client)
    }
  }

  @Test(arguments: [FrameFlags.remoteOpen, [.remoteOpen, .noData]])
  func `a stream left open takes its request message from a Data frame`(flags: FrameFlags)
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", on: 1, flags: flags)
      try await client.write(.data, on: 1, Note(displayName: "1").packed())
      #expect(try await client.message() == Note(displayName: "0"))
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `a stream left open may bring its request message in the Request`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", Note(displayName: "1"), flags: .remoteOpen)
      #expect(try await client.message() == Note(displayName: "0"))
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `a Data frame that closes the stream may carry the message`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", flags: [.remoteOpen, .noData])
      try await client.write(.data, on: 1, flags: .remoteClosed, Note(displayName: "1").packed())
      #expect(try await client.message() == Note(displayName: "0"))
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `an empty Data frame is an empty message, unless it says that it has no data`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", flags: [.remoteOpen, .noData])
      try await client.write(.data, on: 1)
      #expect(try await client.frame() == RawClient.endOfStream())

      try await client.call("test.Test/Count", on: 3, flags: [.remoteOpen, .noData])
      try await client.write(.data, on: 3, flags: [.remoteClosed, .noData])
      #expect(try await client.failure(on: 3).code == .invalidArgument)
    }
  }

  @Test func `closing a stream that waits for replies is accepted`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call(
        "test.Test/WaitStream", Note(displayName: "100"), flags: .remoteOpen)
      try await client.write(.data, on: 1, flags: [.remoteClosed, .noData])
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `a second request message ends the stream with INVALID_ARGUMENT`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/WaitStream", flags: [.remoteOpen, .noData])
      try await client.write(.data, on: 1, Note().packed())
      try await client.write(.data, on: 1, Note().packed())
      #expect(try await client.failure().code == .invalidArgument)
      #expect(try await server.record.has("cancelled"))
      try await expectAlive(client)
    }
  }

  @Test func `a Request flagged closed and open takes no further message`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", flags: [.remoteClosed, .remoteOpen])
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `closing a stream that the server has ended is INVALID_ARGUMENT on it`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count", Note(displayName: "0"), flags: .remoteOpen)
      #expect(try await client.frame() == RawClient.endOfStream())
      try await client.write(.data, on: 1, flags: [.remoteClosed, .noData])
      #expect(try await client.failure().code == .invalidArgument)
      try await expectAlive(client)
    }
  }

  // MARK: Stream ids

  @Test func `ids may come in any order, and again once their call has ended`() async throws {
    try await withServer { server in
      let client = try server.connect()
      for streamID: UInt32 in [7, 3, 0xFFFF_FFFF, 3, 7] {
        try await client.call("test.Test/Echo", Note(displayName: "\(streamID)"), on: streamID)
        #expect(try await client.reply(on: streamID) == Note(displayName: "\(streamID)"))
      }
    }
  }

  @Test(arguments: [0, 2, 4_000_000_000] as [UInt32])
  func `an even id is INVALID_ARGUMENT, and the connection lives`(streamID: UInt32) async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Echo", on: streamID)
      #expect(try await client.failure(on: streamID).code == .invalidArgument)
      try await expectAlive(client)
    }
  }

  @Test func `an id that is in use is INVALID_ARGUMENT, and the connection lives`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait")
      try await client.call("test.Test/Echo")
      #expect(try await client.failure().code == .invalidArgument)
      #expect(try await server.record.has("cancelled"))
      try await expectAlive(client)
    }
  }

  @Test(arguments: [4, 5] as [UInt32])
  func `Data for a stream that is not open is INVALID_ARGUMENT, and the connection lives`(
    streamID: UInt32
  ) async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.write(.data, on: streamID, [1, 2, 3])
      #expect(try await client.failure(on: streamID).code == .invalidArgument)
      try await expectAlive(client)
    }
  }

  @Test func `Data on a unary call is INVALID_ARGUMENT, and the connection lives`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Wait")
      try await client.write(.data, on: 1, [1, 2, 3])
      #expect(try await client.failure().code == .invalidArgument)
      #expect(try await server.record.has("cancelled"))
      try await expectAlive(client)
    }
  }

  // MARK: Methods

  @Test(arguments: ["test.Nothing/Echo", "test.Test/Nothing"])
  func `an unknown service or method is UNIMPLEMENTED`(method: String) async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call(method)
      let status = try await client.failure()
      #expect(status.code == .unimplemented)
      #expect(status.message.contains("Nothing"))
      try await expectAlive(client)
    }
  }

  @Test func `a unary request to a streaming method is INVALID_ARGUMENT that names it`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Count")
      let status = try await client.failure()
      #expect(status.code == .invalidArgument)
      #expect(status.message.contains("test.Test/Count"))
    }
  }

  @Test(arguments: [FrameFlags.remoteClosed, .remoteOpen, [.remoteOpen, .noData]])
  func `a stream to a unary method is INVALID_ARGUMENT that names it`(flags: FrameFlags)
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Echo", flags: flags)
      let status = try await client.failure()
      #expect(status.code == .invalidArgument)
      #expect(status.message.contains("test.Test/Echo"))
    }
  }

  @Test func `an error that nobody foresaw is INTERNAL and keeps its text to itself`() async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/Fail", Note(displayName: "secret"))
      #expect(try await client.failure() == RPCStatus(.internal, "internal error"))
    }
  }

  @Test func `a handler sees metadata by its lower-case key, the method and the request id`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      try await client.call(
        "test.Test/Describe",
        metadata: [("Request-ID", "mine"), ("tag", "a"), ("other", "x"), ("Tag", "b")])
      #expect(
        try await client.reply()
          == Note(
            organizationID: "mine", displayName: "test.Test/Describe", metadataJSON: "a,b"))

      try await client.call("test.Test/Describe")
      let unnamed: Note = try await client.reply()
      #expect(!unnamed.organizationID.isEmpty)
    }
  }
}

/// Checks that the connection still answers.
func expectAlive(
  _ client: RawClient, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  try await client.call("test.Test/Echo", TestService.Note(displayName: "alive"), on: 99)
  let reply = try await client.reply(on: 99, as: TestService.Note.self)
  #expect(reply.displayName == "alive", sourceLocation: sourceLocation)
}
