import Foundation
import LocalStack
import RedisStreams
import Testing

/// Stacks that are started, stopped and refused. One at a time: each is two servers.
@Suite(.serialized) struct StackLifeTests {
  @Test func `a stopped stack leaves its data, and no socket and no process`() async throws {
    try await withFolder { folder in
      let first = try await folder.start()
      try connect(first).command(["SET", "kept", "yes"])
      let sockets = try folder.socketFolder(of: first)
      #expect(try folder.mode() == 0o700)
      #expect(try folder.mode(of: sockets) == 0o700)
      #expect(try folder.processes().isEmpty == false)
      await first.stop()
      #expect(!FileManager.default.fileExists(atPath: sockets))
      #expect(try folder.processes().isEmpty)

      let second = try await folder.start()
      #expect(try connect(second).command(["GET", "kept"]).text == "yes")
      await second.stop()
    }
  }

  @Test func `the servers listen on no TCP port`() async throws {
    try await withFolder { folder in
      let stack = try await folder.start()
      for process in try folder.processes() {
        let descriptors = try folder.links(ofProcess: process)
        let sockets = descriptors.compactMap { $0.hasPrefix("socket:[") ? $0 : nil }
        let tcp = try ["tcp", "tcp6"].map {
          try String(contentsOfFile: "/proc/net/\($0)", encoding: .utf8)
        }.joined()
        for socket in sockets {
          let inode = socket.filter(\.isNumber)
          #expect(!tcp.contains(" \(inode) "))
        }
      }
      await stack.stop()
    }
  }

  @Test func `others attach to a running stack, and are told when there is none`() async throws {
    try await withFolder { folder in
      let stack = try await folder.start()
      let record = try LocalStack.attach(dataDirectory: folder.path)
      #expect(record.processID == getpid())
      #expect(record.databaseURL == stack.databaseURL)
      #expect(record.redisURL == stack.redisURL)
      await stack.stop()
      let error = #expect(throws: LocalStackError.self) {
        try LocalStack.attach(dataDirectory: folder.path)
      }
      #expect(error?.code == .notRunning)
      #expect(error?.description.contains("engram serve --data-dir \(folder.path)") == true)
    }
  }

  @Test func `a second start is refused with the process id of the first`() async throws {
    try await withFolder { folder in
      let first = try await folder.start()
      let error = await #expect(throws: LocalStackError.self) { try await folder.start() }
      #expect(error?.code == .dataDirectoryInUse)
      #expect(error?.message.hasSuffix("is in use by process \(getpid())") == true)
      try connect(first).ping()
      await first.stop()
    }
  }

  @Test func `servers that outlived an earlier run are stopped, their data is kept`() async throws {
    try await withFolder { folder in
      let first = try await folder.start()
      try connect(first).command(["SET", "kept", "yes"])
      let binaries = first.postgres.path
      await first.stop()

      let orphans = [
        try folder.spawn([
          "\(binaries)/postgres", "-D", "\(folder.path)/postgresql", "-c", "listen_addresses=",
          "-c", "unix_socket_directories=\(folder.path)",
        ]),
        try folder.spawn([
          "redis-server", "--port", "0", "--unixsocket", "\(folder.path)/redis.sock", "--dir",
          "\(folder.path)/redis", "--appendonly", "yes",
        ]),
      ]
      while !["/.s.PGSQL.5432", "/redis.sock"].allSatisfy({ socket in
        FileManager.default.fileExists(atPath: folder.path + socket)
      }) { try await Task.sleep(for: .milliseconds(20)) }

      let second = try await folder.start()
      for orphan in orphans { #expect(!orphan.isRunning) }
      #expect(try connect(second).command(["GET", "kept"]).text == "yes")
      await second.stop()
    }
  }

  @Test func `a stale pid file that names a living stranger does not stop a start`() async throws {
    try await withFolder { folder in
      await (try folder.start()).stop()
      let stranger = try folder.spawn(["sleep", "60"])
      let pidFile = folder.path + "/postgresql/postmaster.pid"
      try "\(stranger.processIdentifier)\n\(folder.path)/postgresql\n".write(
        toFile: pidFile, atomically: false, encoding: .utf8)
      await (try folder.start()).stop()
      #expect(stranger.isRunning)
      stranger.terminate()
    }
  }

  @Test func `a server that ends by itself is reported with the end of its log`() async throws {
    try await withFolder { folder in
      let stack = try await folder.start()
      let redis = try #require(
        try folder.processes().first { try folder.program(ofProcess: $0) == "redis-server" })
      kill(redis, SIGKILL)
      let error = try #require(await stack.unexpectedExit())
      #expect(error.code == .serverFailed)
      #expect(error.message.hasPrefix("Redis ended by itself (signal(9)); the end of "))
      await stack.stop()
      #expect(await stack.unexpectedExit() == nil)
    }
  }

  @Test func `a temporary stack removes its folder`() async throws {
    let stack = try await LocalStack.startTemporary(
      purpose: "short", durability: .none, logger: quiet)
    let path = stack.dataDirectory
    #expect(FileManager.default.fileExists(atPath: path))
    await stack.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  private func connect(_ stack: LocalStack) throws -> RedisConnection {
    try RedisConnection.connect(to: RedisAddress(stack.redisURL), timeout: .seconds(5))
  }
}
