import TestSupport
import Testing

@testable import Engram

/// Commands on a database that was given.
struct DatabaseCommandTests {
  @Test func `migrate says what is pending, and applies it`() async throws {
    let database = try await TestDatabase.empty()
    let status = ["migrate", "--status", "--database-url", database.url]
    let before = try await Executable.run(status)
    #expect(before.status == 0)
    #expect(before.output.hasPrefix("1 conversations: pending\n"))

    let applied = try await Executable.run(["migrate", "--database-url", database.url])
    #expect(applied.output.hasPrefix("1 conversations: applied now\n"))
    let after = try await Executable.run(status)
    #expect(!after.output.contains("pending"))
    try await database.drop()
  }

  @Test func `doctor names the version of a database and its vector extension`() async throws {
    let database = try await TestDatabase.empty()
    let result = try await Executable.run(["doctor", "--database-url", database.url])
    #expect(result.status == 0)
    #expect(result.output.contains("  ok       database: PostgreSQL "))
    #expect(result.output.contains(" with vector "))
    try await database.drop()
  }

  @Test func `a database that is too old or lacks the extension is named as such`() throws {
    let old = DatabaseCheck(version: "13.4", majorVersion: 13, vectorVersion: "0.8.5")
    #expect(throws: DatabaseCheck.Unsupported.self) { try old.describe() }
    for vector in [nil, "0.6.2"] {
      let plain = DatabaseCheck(version: "15.2", majorVersion: 15, vectorVersion: vector)
      #expect(throws: DatabaseCheck.Unsupported.self) { try plain.describe() }
    }
    let good = DatabaseCheck(version: "15.2", majorVersion: 15, vectorVersion: "0.10.0")
    #expect(try good.describe() == "PostgreSQL 15.2 with vector 0.10.0")
  }
}
