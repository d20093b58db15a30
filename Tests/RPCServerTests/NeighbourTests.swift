import RPCServer
import Testing
import Wire

/// Clients that behave badly, beside one that does not.
@Suite struct NeighbourTests {
  typealias Note = TestService.Note

  @Test(.timeLimit(.minutes(1)))
  func `clients that never read, send byte by byte or say nothing disturb nobody`() async throws {
    #expect(OpenFileLimit.raise().current > 3_000)
    try await withServer({ $0.connection.frameTimeout = .seconds(3) }) { server in
      let idle = try (0..<1_000).map { _ in try server.connect() }
      async let calls = callUntilOver(server)

      async let isHeld = requestWithoutReading(server)
      async let answer = echo(byteEvery: .milliseconds(10), server)
      // It would take a multiple of the time that a frame may take.
      async let late = echo(byteEvery: .milliseconds(300), server)
      #expect(try await isHeld)
      #expect(try await answer == Note(displayName: "slow"))
      #expect(try await late == nil)
      server.record.add("over")

      #expect(try await calls > 0)
      for client in idle { try await expectAlive(client) }
    }
  }

  /// Calls continuously until the record says so; returns how often.
  private func callUntilOver(_ server: TestServer) async throws -> Int {
    let client = try server.connect()
    var count = 0
    while server.record.count(of: "over") == 0 {
      let note = Note(displayName: "\(count)")
      try await client.call("test.Test/Echo", note, timeoutNano: 5_000_000_000)
      #expect(try await client.reply() == note)
      count += 1
    }
    return count
  }

  /// Asks for ten gigabytes and reads nothing; whether the server stops taking requests.
  private func requestWithoutReading(_ server: TestServer) async throws -> Bool {
    let client = try server.connect(receiveBuffer: 4_096)
    let request = RawClient.frame(
      .request, on: 1, RawClient.request("test.Test/Grow", Note(displayName: "50000")))
    let requests = Array(repeating: request, count: 1_000).flatMap(\.self)
    do {
      for _ in 0..<200 { try await client.write(requests, within: .seconds(2)) }
      return false
    } catch RawClient.Failure.timeout {
      return true
    }
  }

  /// Sends a request one byte after the other; `nil` when the connection is closed meanwhile.
  private func echo(byteEvery pause: Duration, _ server: TestServer) async throws -> Note? {
    let client = try server.connect()
    try await expectAlive(client)
    let request = RawClient.request("test.Test/Echo", Note(displayName: "slow"))
    do {
      for byte in RawClient.frame(.request, on: 1, request) {
        try await client.write([byte])
        try await Task.sleep(for: pause)
      }
      return try await client.reply()
    } catch RawClient.Failure.closed {
      return nil
    }
  }
}
