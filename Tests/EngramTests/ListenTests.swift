import Foundation
import Testing

/// Where `engram serve` listens, and where it refuses to.
struct ListenTests {
  private let open = ["serve", "--listen", "127.0.0.1:0", "--listen", "0.0.0.0:0"]

  @Test func `an address that others can reach is refused before anything starts`() async throws {
    let folder = "/tmp/engram-cli-\(UUID().uuidString.prefix(8))"
    let result = try await Executable.run(open + ["--data-dir", folder])
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains("cannot listen on 0.0.0.0:0: other machines could connect"))
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func `a variable allows such an address`() async throws {
    let database = ["--database-url", "postgresql://ada@127.0.0.1:1/x"]
    let allowed = try await Executable.run(
      open + database, environment: ["ENGRAM_ALLOW_UNAUTHENTICATED": "true"])
    #expect(allowed.status == 1)
    #expect(allowed.errors.contains("port 1 failed"))

    for (value, expected) in [("false", "other machines"), ("maybe", "expected true or false")] {
      let refused = try await Executable.run(
        open + database, environment: ["ENGRAM_ALLOW_UNAUTHENTICATED": value])
      #expect(refused.status == 64)
      #expect(refused.errors.contains(expected))
    }
  }

  @Test func `it listens on several addresses and names them all`() async throws {
    let serve = try ServeProcess(options: ["--listen", "127.0.0.1:0"])
    defer { serve.removeFolder() }
    let line = await serve.firstLine()
    let prefix = "engram 0.1.0 serving on \(serve.address), "
    try #require(line.hasPrefix(prefix + "127.0.0.1:"))
    let tcp = line.dropFirst(prefix.count).trimmingCharacters(in: .newlines)
    for address in [serve.address, tcp] {
      let check = try await Executable.run([
        "call", "grpc.health.v1.Health/Check", "--address", address,
      ])
      #expect(check.output.contains("SERVING"))
    }
    #expect(try await serve.end(SIGTERM) == 0)
  }
}
