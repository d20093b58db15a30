import Foundation
import LocalStack
@testable import RedisStreams
import TestSupport
import Testing

@Suite struct StreamTests {
  private let group = StreamGroup(stream: "stream-\(UUID())", group: "workers")

  private func connect(timeout: Duration = .seconds(5)) async throws -> RedisConnection {
    let url = try await SharedStack.stack.redisURL
    return try RedisConnection.connect(to: RedisAddress(url), timeout: timeout)
  }

  @Test func `the digest of each script is the one that Redis makes`() async throws {
    let redis = try await connect()
    for script in RedisScript.all {
      #expect(try redis.command(["SCRIPT", "LOAD", script.source]).text == script.digest)
    }
  }

  @Test func `an entry is read by one consumer, and is gone once settled`() async throws {
    let redis = try await connect()
    try redis.create(group)
    try redis.create(group)
    #expect(try redis.wakeUp(3, stream: group.stream, limit: 10) == 3)
    let first = try redis.read(group, as: "a", count: 2)
    let second = try redis.read(group, as: "b", count: 2)
    #expect(first.count == 2)
    #expect(second.count == 1)
    #expect(try redis.settle(first + second, of: group) == 3)
    #expect(try redis.command(["XLEN", group.stream]) == .integer(0))
    #expect(try pending(redis) == 0)
    #expect(try redis.settle(first, of: group) == 0)
  }

  @Test func `a stream gets no entries beyond its limit`() async throws {
    let redis = try await connect()
    #expect(try redis.wakeUp(5, stream: group.stream, limit: 3) == 3)
    #expect(try redis.wakeUp(5, stream: group.stream, limit: 3) == 0)
    #expect(try redis.command(["XLEN", group.stream]) == .integer(3))
  }

  @Test func `a group that is made late has the entries from before`() async throws {
    let redis = try await connect()
    try redis.wakeUp(2, stream: group.stream, limit: 10)
    #expect(try redis.read(group, as: "a", count: 9).isEmpty)
    #expect(try redis.read(group, as: "a", count: 9).count == 2)
  }

  @Test func `a read waits for an entry and comes back without one in time`() async throws {
    let redis = try await connect(timeout: .seconds(3))
    try redis.create(group)
    #expect(try redis.read(group, as: "a", count: 1, block: .milliseconds(50)).isEmpty)
    // A minute is more than a read may block, and than the connection would wait.
    #expect(try redis.read(group, as: "a", count: 1, block: .seconds(60)).isEmpty)
  }

  @Test func `a group that is gone with its stream is made again`() async throws {
    let redis = try await connect()
    try redis.create(group)
    try redis.command(["DEL", group.stream])
    try redis.wakeUp(1, stream: group.stream, limit: 10)
    #expect(try redis.read(group, as: "a", count: 1).isEmpty)
    #expect(try redis.read(group, as: "a", count: 1).count == 1)
  }

  @Test func `what a dead consumer held is taken over, and then it is removed`() async throws {
    let redis = try await connect()
    try redis.create(group)
    try redis.wakeUp(2, stream: group.stream, limit: 10)
    let held = try redis.read(group, as: "dead", count: 2)
    #expect(try redis.removeConsumers(of: group, idle: .zero) == 0)
    #expect(try redis.takeOver(group, as: "alive", idle: .seconds(60), count: 9).isEmpty)
    #expect(try redis.takeOver(group, as: "alive", idle: .zero, count: 9) == held)
    #expect(try redis.removeConsumers(of: group, idle: .seconds(60)) == 0)
    #expect(try redis.removeConsumers(of: group, idle: .zero) == 1)
    try redis.settle(held, of: group)
    #expect(try redis.removeConsumers(of: group, idle: .zero, named: "other") == 0)
    #expect(try redis.removeConsumers(of: group, idle: .zero, named: "alive") == 1)
  }

  @Test func `a stream that is not there has nobody to take over from`() async throws {
    let redis = try await connect()
    #expect(try redis.takeOver(group, as: "a", idle: .zero, count: 9).isEmpty)
    #expect(try redis.removeConsumers(of: group, idle: .zero) == 0)
    #expect(try redis.settle(["1-1"], of: group) == 0)
  }

  @Test func `the first value of a key stays`() async throws {
    let redis = try await connect()
    let key = "key-\(UUID())"
    #expect(try redis.value(of: key, orSet: "one") == "one")
    #expect(try redis.value(of: key, orSet: "two") == "one")
  }

  private func pending(_ redis: borrowing RedisConnection) throws -> Int64? {
    let reply = try redis.command(["XPENDING", group.stream, group.group])
    guard case .array(let parts) = reply, case .integer(let count) = parts.first else {
      return nil
    }
    return count
  }
}
