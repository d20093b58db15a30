import Foundation
import RPCServer
import TestSupport
import TestTraffic
import Testing
import Wire

/// A whole server on a real database against clients that mean it harm, or are broken.
///
/// The server is a process of its own, so that its memory is its own too.
@Suite struct HostileTrafficTests {
  private static let framesPerRound = 110_000
  /// What a second round may add to the server's memory: what it caches, and how full its heap
  /// happens to be. A leak of a hundred bytes a frame would be more.
  private static let growthBytes = 10 << 20

  @Test func `hostile traffic harms nobody but its sender, and leaves nothing behind`()
    async throws
  {
    let seed = TestRoom.seed
    print("hostile traffic: ENGRAM_TEST_SEED=\(seed) sends the same again")
    let database = try await TestDatabase.empty()
    let serve = try ServeProcess(options: ["--database-url", database.url])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let usage = ProcessUsage(processID: serve.process.processIdentifier)

    var residentBytes: [Int] = []
    for round in 0..<2 {
      try await sendRound(to: serve, seed: seed &+ UInt64(round * 1_000))
      try await expectNoConnections(to: ListeningSocket(path: serve.socketPath))
      residentBytes.append(try usage.residentBytes())
    }
    let growth = residentBytes[1] - residentBytes[0]
    print("hostile traffic: \(residentBytes) bytes resident after each round")
    #expect(growth < Self.growthBytes * TestRoom.factor, "seed \(seed), \(residentBytes)")

    try await expectCorrectAnswers(from: serve)
    try await expectEveryPlaceFree(at: serve)
    #expect(try await serve.end(SIGTERM) == 0)
    try await database.drop()
  }

  private func sendRound(to serve: ServeProcess, seed: UInt64) async throws {
    let start = ContinuousClock.now
    let round = TrafficRound(
      socket: serve.socketPath, seed: seed, frameCount: Self.framesPerRound)
    let outcome = try await round.run()
    let counts = outcome.tally.counts.map { "\($0.key) \($0.value)" }.sorted()
    print(
      "hostile traffic: \(outcome.frameCount) frames, \(outcome.hangUps) hang-ups in",
      "\(start.duration(to: .now)); answers: \(counts.joined(separator: ", "))")
    #expect(outcome.tally.faults.isEmpty, "seed \(seed)")
    #expect(serve.process.isRunning, "seed \(seed)")
    // The traffic gets past the envelope, and to the database.
    for code: StatusCode in [.ok, .invalidArgument, .notFound, .unimplemented] {
      #expect(outcome.tally.counts[code, default: 0] > 100, "\(code), seed \(seed)")
    }
  }

  /// Waits until the server has noticed that its clients are gone.
  private func expectNoConnections(to socket: ListeningSocket) async throws {
    for _ in 0..<200 * TestRoom.factor {
      if try socket.connectionCount() == 0 { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the server keeps \(try socket.connectionCount()) connections open")
  }

  private func expectCorrectAnswers(from serve: ServeProcess) async throws {
    let made = try await Executable.run([
      "call", "engram.v1.OrganizationService/PutOrganization", "--address", serve.address,
      #"{"organizationId": "after", "displayName": "After"}"#,
    ])
    #expect(made.status == 0, "\(made.errors)")
    let found = try await Executable.run([
      "call", "engram.v1.OrganizationService/GetOrganization", "--address", serve.address,
      #"{"organizationId": "after"}"#,
    ])
    #expect(found.output == made.output && found.output.contains(#""displayName": "After""#))
  }

  /// Fills the server up with calls: were one still counted from before, the last would be refused.
  private func expectEveryPlaceFree(at serve: ServeProcess) async throws {
    let perConnection = ConnectionLimits().maxCallsInFlight
    let connectionCount = RPCServerConfiguration(endpoints: []).maxCallsInFlight / perConnection
    let socket = serve.socketPath
    try await onThread {
      let connections = try (0..<connectionCount).map { _ in
        let connection = try RawConnection(toUnixSocket: socket)
        let tally = try connection.watchHealth(times: perConnection)
        #expect(tally.counts == [.ok: perConnection])
        return connection
      }
      let tally = try RawConnection(toUnixSocket: socket).watchHealth(times: 1)
      #expect(tally.counts == [.resourceExhausted: 1], "the server was not full")
      withExtendedLifetime(connections) {}
    }
  }
}

extension RawConnection {
  /// Opens streams on a fresh connection, and counts the first answer on each.
  fileprivate func watchHealth(times: Int) throws -> AnswerTally {
    let watch = Ttrpc.Request(service: "grpc.health.v1.Health", method: "Watch").packed()
    let frames = (0..<times).map { number in
      FrameHeader(
        length: UInt32(watch.count), streamID: UInt32(number * 2 + 1), type: .request,
        flags: .remoteClosed
      ).bytes + watch
    }
    var tally = AnswerTally()
    var answers = 0
    func count(_ frame: FrameFeeder.Frame) {
      tally.add(frame)
      answers += 1
    }
    try write(Array(frames.joined()), read: count)
    try read(until: { answers >= times }, count)
    return tally
  }
}
