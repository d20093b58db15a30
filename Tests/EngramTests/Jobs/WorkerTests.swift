import Foundation
import LocalStack
import Postgres
import TestSupport
import Testing

/// `engram worker` as operators run it: processes beside `engram serve`.
@Suite(.serialized) struct WorkerTests {
  /// The one job that there is.
  private struct Row: Sendable {
    let state: Int16
    let attempts, crashes: Int32
    let fencingToken: Int64
  }

  private func job(_ url: String) async throws -> Row? {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "job", sql: "select state, attempts, crashes, fencing_token from engram.jobs"), []
      ) { row in
        Row(
          state: try row.decode(0), attempts: try row.decode(1), crashes: try row.decode(2),
          fencingToken: try row.decode(3))
      })
    await session.close()
    return rows.first
  }

  /// Waits far less than a lease lasts.
  private func until(
    _ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it did not come to that", sourceLocation: sourceLocation)
  }

  private func store(_ serve: ServeProcess) async throws {
    let stored = try await Executable.run([
      "memory", "store", "Ada drinks tea", "--organization", "acme", "--address", serve.address,
    ])
    #expect(stored.status == 0, "\(stored.errors)")
  }

  @Test func `a job of a process that stops is with another one long before its lease is over`()
    async throws
  {
    let stack = try await LocalStack.startTemporary(
      purpose: "worker", durability: .none, logger: SharedStack.logger)
    let provider = try await OpenAIServer.start()
    try await provider.set(OpenAIBehaviour(delayMs: 60_000))
    let options = [
      "--database-url", stack.databaseURL, "--redis-url", stack.redisURL,
      "--embedding-url", provider.baseURL,
    ]
    let serve = try ServeProcess(options: options)
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    try await store(serve)
    try await until { try await job(stack.databaseURL)?.state == 2 }

    // From the server to a worker, and from that one to another.
    var leaving: (stop: () -> Void, status: () async throws -> Int32) = (
      { kill(serve.process.processIdentifier, SIGTERM) }, { try await serve.end(SIGTERM) }
    )
    for _ in 0..<2 {
      let before = try #require(try await job(stack.databaseURL))
      let next = try WorkerProcess(options)
      #expect(await next.firstLine() == "engram 0.1.0 working on embedding, consolidation\n")
      leaving.stop()
      try await until {
        guard let now = try await job(stack.databaseURL) else { return false }
        return now.state == 2 && now.fencingToken > before.fencingToken + 1
      }
      let after = try #require(try await job(stack.databaseURL))
      #expect(after.attempts == 0 && after.crashes == 0)
      #expect(try await leaving.status() == 0)
      leaving = ({ next.tell(SIGTERM) }, { try await next.status() })
    }
    leaving.stop()
    #expect(try await leaving.status() == 0)
    #expect(try await job(stack.databaseURL)?.state == 1)
    provider.stop()
    await stack.stop()
  }

  @Test func `a worker joins a running stack, does its jobs, and ends with it`() async throws {
    let serve = try ServeProcess(options: ["--workers", "0"])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let worker = try WorkerProcess(["--data-dir", serve.dataDirectory])
    #expect(await worker.firstLine() == "engram 0.1.0 working on embedding, consolidation\n")
    let url = try #require(
      LocalStack.attach(dataDirectory: serve.dataDirectory).databaseURL)
    try await store(serve)
    try await until { try await job(url) == nil }
    #expect(try await serve.end(SIGTERM) == 0)
    #expect(try await worker.status() == 1)
  }
}
