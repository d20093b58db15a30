import LocalStack
import RedisStreams
import TestSupport
import Testing

struct SharedStackTests {
  @Test func `its Redis answers on a Unix socket`() async throws {
    let address = try RedisAddress(try await SharedStack.stack.redisURL)
    let connection = try RedisConnection.connect(to: address, timeout: .seconds(5))
    try connection.ping()
    #expect(try connection.serverVersion().hasPrefix("7."))
  }

  @Test func `test databases are made and dropped`() async throws {
    let first = try await TestDatabase.empty()
    let second = try await TestDatabase.empty()
    #expect(first.url != second.url)
    try await first.drop()
    try await second.drop()
  }
}
