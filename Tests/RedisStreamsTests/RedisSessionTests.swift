import RedisStreams
import TestSupport
import Testing

@Suite struct RedisSessionTests {
  private let group = StreamGroup(stream: "stream", group: "workers")

  @Test func `a session comes back after a restart, and its scripts after Redis forgot them`()
    async throws
  {
    try await RestartablePostgres.use { [group] servers in
      let session = RedisSession(
        try RedisAddress(servers.redisURL), timeout: .seconds(5), maxDelay: .milliseconds(200))
      try await use(session, group)
      try await session.run { redis throws(RedisError) in
        _ = try redis.command(["SCRIPT", "FLUSH"])
        _ = try redis.command(["FLUSHALL"])
      }
      try await use(session, group)
      #expect(await session.connectCount == 1)

      await servers.stop()
      for _ in 0..<20 {
        let error = await #expect(throws: RedisError.self) { try await use(session, group) }
        #expect(error?.isRetriable == true)
        try await Task.sleep(for: .milliseconds(10))
      }
      try await servers.start()
      try await untilItWorks { try await use(session, group) }
      #expect(await session.connectCount == 2)
    }
  }

  @Test func `a server that is not there is tried again with pauses`() async throws {
    let session = RedisSession(try RedisAddress("unix:/nonexistent/redis.sock"))
    var reasons: Set<String> = []
    for _ in 0..<50 {
      do { try await session.run { redis throws(RedisError) in try redis.ping() } } catch {
        reasons.insert(error.reason)
      }
    }
    #expect(
      reasons == ["No such file or directory", "the next attempt is due later"])
  }

  private func untilItWorks(_ body: () async throws -> Void) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if (try? await body()) != nil { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    try await body()
  }

  /// Adds an entry and takes it out again.
  private func use(_ session: RedisSession, _ group: StreamGroup) async throws {
    let settled = try await session.run { redis throws(RedisError) in
      try redis.create(group)
      try redis.wakeUp(1, stream: group.stream, limit: 10)
      return try redis.settle(redis.read(group, as: "a", count: 10), of: group)
    }
    #expect(settled == 1)
  }
}
