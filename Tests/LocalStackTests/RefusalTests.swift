import Foundation
import LocalStack
import Testing

/// What is wrong before any server starts, and what the reader is told.
struct RefusalTests {
  @Test func `a folder with other people's files is left alone`() async throws {
    try await withFolder { folder in
      try "mine".write(toFile: folder.path + "/notes.txt", atomically: true, encoding: .utf8)
      let error = await #expect(throws: LocalStackError.self) { try await folder.start() }
      #expect(error?.code == .invalidDataDirectory)
      #expect(error?.message.hasSuffix("it is not empty, and not one of Engram's") == true)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    }
  }

  @Test func `a socket path of more than 107 bytes is refused with the number`() async throws {
    try await withFolder { folder in
      let long = "/tmp/" + String(repeating: "x", count: 90)
      let error = await #expect(throws: LocalStackError.self) {
        try await folder.start { $0.runtimeDirectory = long }
      }
      #expect(error?.code == .invalidRuntimeDirectory)
      #expect(error?.message.contains("would have 123 bytes, and at most 107 are possible") == true)
    }
  }

  @Test func `a missing PostgreSQL is named with the command that installs it`() async throws {
    try await withFolder { folder in
      let error = await #expect(throws: LocalStackError.self) {
        try await folder.start { $0.postgresBinaries = "/nonexistent" }
      }
      #expect(error?.code == .missingProgram)
      #expect(error?.remedy?.contains("scripts/install.sh run") == true)
    }
  }

  @Test func `data of a version that is not installed is not touched`() async throws {
    try await withFolder { folder in
      let data = folder.path + "/postgresql"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      try "9\n".write(toFile: data + "/PG_VERSION", atomically: true, encoding: .utf8)
      try "".write(toFile: folder.path + "/engram.lock", atomically: true, encoding: .utf8)
      let error = await #expect(throws: LocalStackError.self) { try await folder.start() }
      #expect(error?.code == .missingProgram)
      #expect(error?.message.hasPrefix("PostgreSQL 9, which the data was made with,") == true)
    }
  }

  @Test(.enabled(if: geteuid() == 0))
  func `root is told when the servers' user can't reach the data directory`() async throws {
    try await withFolder { folder in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: folder.path)
      let error = await #expect(throws: LocalStackError.self) {
        try await folder.start { $0.dataDirectory = folder.path + "/inner" }
      }
      #expect(error?.code == .unusableUser)
      #expect(error?.message.hasSuffix("can't reach \(folder.path)/inner") == true)
    }
  }

  @Test func `an inspection changes nothing and names what it looks at`() async throws {
    try await withFolder { folder in
      let configuration = LocalStackConfiguration(dataDirectory: folder.path + "/new")
      let findings = await LocalStack.inspect(configuration)
      #expect(
        findings.map(\.subject) == [
          "PostgreSQL", "Redis", "setpriv", "user", "data directory", "socket folder",
        ])
      for finding in findings { _ = try finding.result.get() }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
