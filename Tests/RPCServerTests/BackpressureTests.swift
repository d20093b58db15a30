import RPCServer
import Testing
import Wire

/// Peers that do not read.
@Suite struct BackpressureTests {
  typealias Note = TestService.Note

  @Test func `a stream whose client does not read holds its handler, and then goes on in order`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let count = 2_000
      try await client.stream(
        "test.Test/Count", Note(displayName: "\(count)", metadataJSON: "10000"))
      let sent = try await settledCount(of: "sent", in: server.record)
      #expect(sent > 0)
      #expect(sent < count)

      for number in 0..<count {
        let note: Note = try await client.message()
        #expect(note.displayName == "\(number)")
      }
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  @Test func `a client that reads no replies is no longer read from`() async throws {
    try await withServer { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let request = RawClient.frame(
        .request, on: 1, RawClient.request("test.Test/Grow", Note(displayName: "1000000")))
      // Ten thousand replies of a megabyte would be ten gigabytes.
      let requests = Array(repeating: request, count: 10_000).flatMap(\.self)
      await #expect(throws: RawClient.Failure.self) {
        try await client.write(
          Array(repeating: requests, count: 20).flatMap(\.self), within: .seconds(1))
      }
      let other = try server.connect()
      try await expectAlive(other)
    }
  }

  @Test func `requests that were read while the client did not are answered when it reads`()
    async throws
  {
    try await withServer { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let requests = stride(from: 1, to: 101, by: 2).flatMap { streamID in
        RawClient.frame(
          .request, on: UInt32(streamID),
          RawClient.request("test.Test/Grow", Note(displayName: "100000")))
      }
      try await client.write(requests)
      try await Task.sleep(for: .milliseconds(100))
      for streamID: UInt32 in stride(from: 1, to: 101, by: 2) {
        let note: Note = try await client.reply(on: streamID)
        #expect(note.metadataJSON.utf8.count == 100_000)
      }
    }
  }

  @Test func `replies that come later than the client reads are refused beyond a limit`()
    async throws
  {
    try await withServer({ $0.connection.outboundLimitBytes = 4 << 20 }) { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let calls = 32
      let requests = (0..<calls).flatMap { number in
        RawClient.frame(
          .request, on: UInt32(2 * number + 1),
          RawClient.request("test.Test/GrowLater", Note(displayName: "1000000")))
      }
      try await client.write(requests)
      #expect(try await server.record.has("grown", count: calls))

      var replied = 0
      for _ in 0..<calls {
        guard let status = try await client.response().status else {
          replied += 1
          continue
        }
        #expect(status.code == .resourceExhausted)
        #expect(status.details == [.errorInfo(reason: "UNREAD_REPLIES")])
      }
      // The kernel holds some megabytes more.
      #expect((1...(calls - 10)).contains(replied))
      try await expectAlive(client)
    }
  }

  @Test func `a stream's message is refused beyond the limit, and ends the stream`() async throws {
    try await withServer({ $0.connection.outboundLimitBytes = 100_000 }) { server in
      let client = try server.connect(receiveBuffer: 4_096)
      // The messages of so many streams pass the limit, those of each stay below its own.
      let streams: [UInt32] = [1, 3, 5, 7, 9]
      for streamID in streams {
        try await client.stream(
          "test.Test/Count", Note(displayName: "1000", metadataJSON: "30000"), on: streamID)
      }
      #expect(try await server.record.has("stopped"))
      var refused: Set<UInt32> = []
      var ended: Set<UInt32> = []
      while ended.count < streams.count {
        let frame = try await client.frame()
        #expect(!ended.contains(frame.header.streamID))
        if frame.header.type == .response { refused.insert(frame.header.streamID) }
        if frame.header.type == .response || frame == RawClient.endOfStream(frame.header.streamID) {
          ended.insert(frame.header.streamID)
        }
      }
      #expect(!refused.isEmpty)
      try await expectAlive(client)
    }
  }

  @Test func `a stream that is not read does not keep other calls from running`() async throws {
    try await withServer { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let count = 2_000
      try await client.stream(
        "test.Test/Count", Note(displayName: "\(count)", metadataJSON: "10000"))
      #expect(try await settledCount(of: "sent", in: server.record) < count)
      try await client.call("test.Test/Wait", Note(displayName: "0"), on: 3)
      #expect(try await server.record.has("waited"))
    }
  }

  @Test func `a client that reads nothing for too long is disconnected`() async throws {
    try await withServer({ $0.connection.writeTimeout = .milliseconds(200) }) { server in
      let client = try server.connect(receiveBuffer: 4_096)
      try await client.stream(
        "test.Test/Count", Note(displayName: "100000", metadataJSON: "100000"))
      #expect(try await server.record.has("stopped"))
    }
  }

  @Test func `a client that reads slowly is not disconnected`() async throws {
    try await withServer({ $0.connection.writeTimeout = .seconds(3) }) { server in
      let client = try server.connect(receiveBuffer: 4_096)
      let count = 300
      try await client.stream(
        "test.Test/Count", Note(displayName: "\(count)", metadataJSON: "100000"))
      // The kernel's send buffer takes more in steps of about a megabyte: the pace passes one many
      // times within the timeout, and all of it takes longer than the timeout.
      for number in 0..<count {
        let note: Note = try await client.message()
        #expect(note.displayName == "\(number)")
        try await Task.sleep(for: .milliseconds(15))
      }
      #expect(try await client.frame() == RawClient.endOfStream())
    }
  }

  /// The count once it has stayed the same for a while.
  private func settledCount(
    of entry: String, in record: TestService.Record
  ) async throws -> Int {
    var last = -1
    while true {
      let count = record.count(of: entry)
      if count == last, count > 0 { return count }
      last = count
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
