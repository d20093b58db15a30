import Foundation
import Logging
import RPCServer
import Testing
import Wire

@Suite struct ListenerTests {
  @Test func `a Unix socket serves, is for its user alone, and its file goes with the server`()
    async throws
  {
    let path = Self.temporaryPath()
    try await withServer(on: .unix(path: path)) { server in
      let client = try server.connect()
      try await expectAlive(client)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `several endpoints are served at once`() async throws {
    let path = Self.temporaryPath()
    try await withServer({ $0.endpoints.append(.unix(path: path)) }) { server in
      let overTCP = try server.connect()
      let overUnix = try RawClient(to: .unix(path: path))
      try await expectAlive(overTCP)
      try await expectAlive(overUnix)
    }
  }

  @Test func `the socket file of a server that crashed is replaced`() async throws {
    let path = Self.temporaryPath()
    Self.leaveStaleSocket(at: path)
    #expect(FileManager.default.fileExists(atPath: path))
    try await withServer(on: .unix(path: path)) { server in
      try await expectAlive(try server.connect())
    }
  }

  @Test func `the socket of a running server is not taken over`() async throws {
    let path = Self.temporaryPath()
    try await withServer(on: .unix(path: path)) { server in
      let error = await #expect(throws: RPCServerError.self) {
        try await withServer(on: .unix(path: path)) { _ in }
      }
      #expect(error?.code == .addressInUse)
      try await expectAlive(try server.connect())
    }
  }

  @Test func `a file that is no socket is left alone`() async throws {
    let path = Self.temporaryPath()
    try Data("precious".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = await #expect(throws: RPCServerError.self) {
      try await withServer(on: .unix(path: path)) { _ in }
    }
    #expect(error?.code == .cannotListen)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test func `a port that is taken is said to be taken`() async throws {
    try await withServer { server in
      let error = await #expect(throws: RPCServerError.self) {
        try await withServer(on: server.endpoint) { _ in }
      }
      #expect(error?.code == .addressInUse)
    }
  }

  @Test func `listening beyond loopback is refused by an error that names the flag`() async throws {
    let error = await #expect(throws: RPCServerError.self) {
      try await withServer(on: .tcp(host: "0.0.0.0", port: 0)) { _ in }
    }
    #expect(error?.code == .unauthenticatedListenerRefused)
    #expect(error?.description.contains("--allow-unauthenticated") == true)
  }

  @Test func `listening beyond loopback works where it is allowed`() async throws {
    try await withServer(
      on: .tcp(host: "0.0.0.0", port: 0), { $0.allowUnauthenticated = true }
    ) { server in
      try await expectAlive(try server.connect())
    }
  }

  private static func temporaryPath() -> String {
    "/tmp/engram-\(UUID().uuidString.prefix(8)).sock"
  }

  /// Binds a socket and forgets it, as a crash does.
  private static func leaveStaleSocket(at path: String) {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.dropLast().copyBytes(from: path.utf8)
    }
    _ = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    close(descriptor)
  }
}
