import LocalStack
import RedisStreams
import TestSupport
import Testing

struct RedisConnectionTests {
  @Test func `a server answers PING and tells its version`() async throws {
    let connection = try await connect()
    try connection.ping()
    #expect(try connection.serverVersion().contains("."))
  }

  @Test func `arguments and replies are any bytes`() async throws {
    let connection = try await connect()
    let value = [UInt8](0...255)
    try connection.command([Array("SET".utf8), Array("bytes".utf8), value])
    #expect(try connection.command(["GET", "bytes"]) == .bytes(value))
    try connection.command(["SET", "empty", ""])
    #expect(try connection.command(["GET", "empty"]) == .bytes([]))
    #expect(try connection.command(["STRLEN", "bytes"]) == .integer(256))
  }

  @Test func `arrays keep their order, errors inside and what is not there`() async throws {
    let connection = try await connect()
    try connection.command(["MULTI"])
    try connection.command(["SET", "word", "x"])
    try connection.command(["INCR", "word"])
    try connection.command(["GET", "missing"])
    #expect(
      try connection.command(["EXEC"])
        == .array([
          .status("OK"), .error("ERR value is not an integer or out of range"), .null,
        ]))
  }

  @Test func `a refusal carries Redis' words and no argument`() async throws {
    let connection = try await connect()
    var caught: RedisError?
    do { try connection.command(["SET", "secret-key"]) } catch { caught = error }
    #expect(caught?.code == .refused)
    #expect(caught?.isRetriable == false)
    #expect(caught?.reason.hasPrefix("ERR wrong number of arguments") == true)
    #expect(caught?.description.contains("secret-key") == false)
  }

  @Test func `a command that gets no reply in time ends as a lost connection`() async throws {
    let connection = try await connect(timeout: .milliseconds(200))
    let started = ContinuousClock.now
    var caught: RedisError?
    do { try connection.command(["BLPOP", "never-filled", "20"]) } catch { caught = error }
    #expect(caught?.code == .connectionLost)
    #expect(caught?.isRetriable == true)
    #expect(ContinuousClock.now - started < .seconds(15))
  }

  @Test func `a server that is not there is unreachable`() throws {
    var caught: RedisError?
    do {
      _ = try RedisConnection.connect(
        to: RedisAddress("unix:/nonexistent/redis.sock"), timeout: .seconds(1))
    } catch { caught = error }
    #expect(caught?.code == .unreachable)
    #expect(caught?.attempted == "connecting to unix:/nonexistent/redis.sock")
    #expect(caught?.reason == "No such file or directory")
  }

  private func connect(timeout: Duration = .seconds(5)) async throws -> RedisConnection {
    let url = try await SharedStack.stack.redisURL
    return try RedisConnection.connect(to: RedisAddress(url), timeout: timeout)
  }
}
