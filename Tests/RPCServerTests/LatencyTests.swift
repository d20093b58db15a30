import Testing
import Wire

/// What keeps calls fast.
@Suite struct LatencyTests {
  typealias Note = TestService.Note

  @Test func `a client that writes header and body apart does not wait for acknowledgements`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let body = RawClient.request("test.Test/Echo", Note(displayName: "x"))
      let header = FrameHeader(length: UInt32(body.count), streamID: 1, type: .request)
      var times: [Duration] = []
      for _ in 0..<60 {
        let start = ContinuousClock.now
        try await client.write(header.bytes)
        try await client.write(body)
        _ = try await client.response()
        times.append(start.duration(to: .now))
      }
      // Once the kernel takes the exchange for an interactive one, a delayed acknowledgement would
      // cost each call 40 ms, however idle the machine.
      let fastest = try #require(times.dropFirst(20).min())
      #expect(fastest < .milliseconds(30))
    }
  }

  @Test func `a handler that waits for nothing never leaves its event loop`() async throws {
    try await withServer { server in
      let client = try server.connect()
      for streamID: UInt32 in [1, 3, 5] {
        try await client.call("test.Test/Threads", on: streamID)
        let note: Note = try await client.reply(on: streamID)
        #expect(!note.displayName.contains("no loop"))
        #expect(!note.displayName.contains(","))
      }
    }
  }
}
