import Foundation
import Testing

@testable import LocalStack

/// What others may have put in our way is neither followed nor removed.
struct TrustTests {
  private let files = FileManager.default

  @Test func `only old temporary folders of our own are swept`() throws {
    let purpose = "sweep\(UUID().uuidString.prefix(8))"
    func make(_ name: String, age: Double) throws -> String {
      let path = "/tmp/engram-\(purpose)-\(name)"
      try files.createDirectory(atPath: path, withIntermediateDirectories: false)
      try files.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
      return path
    }
    let young = try make("young", age: 0)
    let old = try make("old", age: 120)
    let foreign = try make("foreign", age: 120)
    defer { for path in [young, old, foreign] { try? files.removeItem(atPath: path) } }
    if geteuid() == 0 { #expect(unsafe chown(foreign, 65_534, 65_534) == 0) }

    TemporaryDirectories.sweep(purpose: purpose)
    #expect(files.fileExists(atPath: young))
    #expect(!files.fileExists(atPath: old))
    #expect(files.fileExists(atPath: foreign) == (geteuid() == 0))
  }

  @Test func `only sockets' folders directly below our base are removed`() async throws {
    try await withFolder { folder in
      let base = folder.path
      let paths = ["/engram-short", "/other-abcdef", "/a/engram-abcdef", "/engram-abcdef"]
      for path in paths {
        try files.createDirectory(atPath: base + path, withIntermediateDirectories: true)
        RuntimeDirectory.removeLeftover(base + path, below: base)
      }
      RuntimeDirectory.removeLeftover(base + "/engram-abc/..", below: base)
      #expect(paths.filter { !files.fileExists(atPath: base + $0) } == ["/engram-abcdef"])
    }
  }

  @Test func `only a regular file of one name is opened`() async throws {
    try await withFolder { folder in
      let plain = folder.path + "/plain"
      try PlainFile.write("one", to: plain)
      try PlainFile.write(" two", to: plain, appending: true)
      #expect(try String(contentsOfFile: plain, encoding: .utf8) == "one two")
      #expect(try folder.mode(of: plain) == 0o600)

      try files.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: plain)
      #expect(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
      for name in ["/link", "/pipe"] {
        #expect(PlainFile.open(folder.path + name, O_RDWR) == -1)
      }
      try files.linkItem(atPath: plain, toPath: folder.path + "/second")
      #expect(throws: LocalStackError.self) { try PlainFile.write("", to: plain) }
      #expect(try String(contentsOfFile: plain, encoding: .utf8) == "one two")
    }
  }

  @Test func `a lock that is a symbolic link is refused`() async throws {
    try await withFolder { folder in
      let target = folder.path + "/target"
      let data = folder.path + "/data"
      try files.createDirectory(atPath: data, withIntermediateDirectories: false)
      try files.createSymbolicLink(atPath: data + "/engram.lock", withDestinationPath: target)
      let error = await #expect(throws: LocalStackError.self) {
        try await folder.start { $0.dataDirectory = data }
      }
      #expect(error?.code == .invalidDataDirectory)
      #expect(!files.fileExists(atPath: target))
    }
  }

  @Test func `a log or an access file that is a symbolic link stops the start`() async throws {
    try await withFolder { folder in
      await (try folder.start()).stop()
      let target = folder.path + "/target"
      try "precious".write(toFile: target, atomically: true, encoding: .utf8)
      for name in ["/redis.log", "/postgresql.log", "/postgresql/pg_hba.conf"] {
        let path = folder.path + name
        try files.removeItem(atPath: path)
        try files.createSymbolicLink(atPath: path, withDestinationPath: target)
        let error = await #expect(throws: LocalStackError.self) { try await folder.start() }
        #expect(error?.message.hasPrefix("could not ") == true)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
        try files.removeItem(atPath: path)
      }
    }
  }

  @Test func `a folder for sockets counts only when it is absolute and our own`() async throws {
    try await withFolder { folder in
      #expect(LocalStackConfiguration.isOwnFolder(folder.path))
      #expect(!LocalStackConfiguration.isOwnFolder("."))
      #expect(!LocalStackConfiguration.isOwnFolder(folder.path + "/missing"))
      if geteuid() == 0 {
        #expect(unsafe chown(folder.path, 65_534, 65_534) == 0)
        #expect(!LocalStackConfiguration.isOwnFolder(folder.path))
      }
    }
  }

  @Test func `a PostgreSQL below 15 is not chosen`() async throws {
    try await withFolder { folder in
      let extensions = folder.path + "/extension"
      try files.createDirectory(atPath: extensions, withIntermediateDirectories: false)
      try "".write(toFile: extensions + "/vector.control", atomically: true, encoding: .utf8)
      func install(_ version: String) throws {
        for program in ["postgres", "initdb", "pg_config"] {
          let path = folder.path + "/" + program
          let script = "#!/bin/sh\necho PostgreSQL \(version)\necho \(folder.path)\n"
          try script.write(toFile: path, atomically: false, encoding: .utf8)
          try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
      }
      try install("14.9")
      let error = #expect(throws: LocalStackError.self) {
        try PostgresBinaries.choose(override: folder.path, dataVersion: nil)
      }
      #expect(error?.message.hasPrefix("PostgreSQL 15 or later with the vector") == true)
      try install("15.0")
      // A process that is just being started elsewhere may hold what was written open for a moment.
      var version: String?
      for _ in 0..<20 where version == nil {
        version = try? PostgresBinaries.choose(override: folder.path, dataVersion: nil).version
        if version == nil { try await Task.sleep(for: .milliseconds(50)) }
      }
      #expect(version == "15.0")
    }
  }
}
