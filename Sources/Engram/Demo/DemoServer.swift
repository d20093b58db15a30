import LocalStack
import Logging
import RPCServer
import RedisStreams
import Wire

/// A server on a private stack in a temporary folder.
enum DemoServer {
  /// Runs one while `body` runs, and removes everything afterwards.
  static func run(
    _ logger: Logger, _ body: @escaping @Sendable (Endpoint) async throws -> Void
  ) async throws {
    StandardOutput.line("starting a private PostgreSQL and Redis ...")
    let stack = try await LocalStack.startTemporary(
      purpose: "demo", durability: .full, logger: logger)
    do {
      try await run(stack, logger, body)
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
    StandardOutput.line("stopped, and removed \(stack.dataDirectory)")
  }

  private static func run(
    _ stack: LocalStack, _ logger: Logger,
    _ body: @escaping @Sendable (Endpoint) async throws -> Void
  ) async throws {
    let serving = try Serving(
      configuration: RPCServerConfiguration(
        endpoints: [.unix(path: stack.dataDirectory + "/engram.sock")]),
      databaseURL: stack.databaseURL, redis: RedisAddress(stack.redisURL),
      memories: .builtIn(), consolidation: ConsolidationSetup(chat: .builtIn()), stack: stack,
      logger: logger)
    let (listening, continuation) = AsyncStream.makeStream(of: Endpoint.self)
    try await withThrowingTaskGroup { group in
      group.addTask {
        defer { continuation.finish() }
        try await serving.run { endpoints in endpoints.forEach { continuation.yield($0) } }
      }
      for await endpoint in listening.prefix(1) {
        StandardOutput.line("serving on \(endpoint)")
        try await body(endpoint)
        group.cancelAll()
      }
      do { try await group.waitForAll() } catch is CancellationError {}
    }
  }
}
