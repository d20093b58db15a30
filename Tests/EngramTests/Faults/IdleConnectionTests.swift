import Client
import Foundation
import RPCServer
import Testing
import Wire

extension FaultTests {
  /// What connections cost that do nothing.
  @Suite struct IdleConnectionTests {
    private static let connections = 1_000
    private static let maxBytesEach = 20 * 1_024 * TestRoom.factor

    @Test func `a server started with few open files serves a thousand connections, each small`()
      async throws
    {
      #expect(OpenFileLimit.raise().current > 2 * UInt(Self.connections))
      let serve = try ServeProcess(preparation: "ulimit -Sn 256")
      defer { serve.removeFolder() }
      _ = await serve.firstLine()
      let endpoint = try Endpoint(parsing: serve.address)
      let process = serve.process.processIdentifier
      try await check(EngramClient(to: endpoint))
      let before = try residentBytes(of: process)

      var clients: [EngramClient] = []
      for _ in 0..<Self.connections { clients.append(try await .connect(to: endpoint)) }
      while try openFiles(of: process) < Self.connections {
        try await Task.sleep(for: .milliseconds(10))
      }
      let silent = try residentBytes(of: process)
      #expect((silent - before) / Self.connections < Self.maxBytesEach)

      // What a call leaves behind counts too.
      for client in clients { try await check(client) }
      let used = try residentBytes(of: process)
      #expect((used - before) / Self.connections < Self.maxBytesEach)
      for client in clients { await client.close() }
      #expect(try await serve.end(SIGTERM) == 0)
    }

    private func check(_ client: EngramClient) async throws {
      #expect(try await client.health.check(.init()).status == .serving)
    }

    private func residentBytes(of process: pid_t) throws -> Int {
      let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
      let kibibytes = line.split(separator: " ").dropLast().last.flatMap { Int($0) }
      return try #require(kibibytes) * 1_024
    }

    private func openFiles(of process: pid_t) throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }
  }
}
