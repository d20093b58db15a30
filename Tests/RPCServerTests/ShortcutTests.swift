import Testing
import Wire

/// Calls that end without a task: refused at a gate, or answered by a handler that never waits.
@Suite struct ShortcutTests {
  typealias Note = TestService.Note

  @Test func `a gate refuses a call before its request is read, and the connection lives`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      for streamID: UInt32 in [1, 3] {
        let request = Ttrpc.Request(service: "test.Test", method: "Closed", payload: [0xFF])
        try await client.write(.request, on: streamID, request.packed())
        #expect(try await client.failure(on: streamID) == TestService.closed)
      }
      try await client.call("test.Test/Echo", Note(displayName: "x"), on: 5)
      #expect(try await client.reply(on: 5) == Note(displayName: "x"))
      #expect(server.record.count(of: "let in") == 0)
    }
  }

  @Test func `a handler that never waits gets its call, and its answers come in order`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      var frames: [UInt8] = []
      for streamID: UInt32 in [1, 3, 5] {
        let note = Note(displayName: streamID == 3 ? "" : "\(streamID)")
        let data = RawClient.request("test.Test/AtOnce", note, metadata: [("request-id", "mine")])
        frames += RawClient.frame(.request, on: streamID, data)
      }
      try await client.write(frames)

      #expect(try await client.reply(on: 1) == Note(organizationID: "mine", displayName: "1"))
      #expect(
        try await client.failure(on: 3) == RPCStatus(.failedPrecondition, "nothing to say"))
      #expect(try await client.reply(on: 5) == Note(organizationID: "mine", displayName: "5"))
    }
  }

  @Test func `what holds for all calls holds for one that is answered at once`() async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.call("test.Test/AtOnce", Note(displayName: "x"), timeoutNano: -1)
      #expect(try await client.failure().code == .deadlineExceeded)
      try await client.stream("test.Test/AtOnce", Note(displayName: "x"), on: 3)
      #expect(try await client.failure(on: 3).code == .invalidArgument)
      let garbage = Ttrpc.Request(service: "test.Test", method: "AtOnce", payload: [0xFF])
      try await client.write(.request, on: 5, garbage.packed())
      #expect(try await client.failure(on: 5).code == .invalidArgument)
    }
  }
}
