import Foundation
import Testing

@testable import Engram

/// What is typed wrong is answered with what was expected, before anything is started.
struct CommandLineTests {
  @Test func `the version is one line`() async throws {
    let result = try await Executable.run(["version"])
    #expect(result.output == "engram 0.1.0\n")
    #expect(result.status == 0)
  }

  @Test(arguments: [
    (["serve", "--lisen", "x"], "Unknown option '--lisen'. Did you mean '--listen'?"),
    (["serve", "--listen", "7420"], "--listen: `7420` is not an address: the port is missing"),
    (
      ["serve", "--database-url", "mysql://x"],
      "--database-url: `mysql://x` is not valid; expected postgresql://"
    ),
    (
      ["serve", "--database-url", "postgresql://h/d", "--redis-url", "rediss://h"],
      "rediss:// is not possible"
    ),
    (["serve", "--redis-url", "redis://h"], "expected --database-url too"),
    (["serve", "--log-level", "loud"], "--log-level: `loud` is not valid; expected one of trace"),
    (["bench", "--address", "7420"], "--address: `7420` is not an address: the port is missing"),
    (["serve", "--event-loops", "0"], "--event-loops: `0` is not valid; expected a number from 1"),
    (["call", "Health"], "`Health` is not a method; expected SERVICE/METHOD"),
    (
      ["call", "ConversationService/Nope"],
      "engram.v1.ConversationService has no method `Nope`; expected one of CreateConversation"
    ),
    (["call", "a.B/C"], "there is no service `a.B`; expected one of engram.v1.ControlService"),
    (
      ["call", "grpc.health.v1.Health/Chek"],
      "grpc.health.v1.Health has no method `Chek`; expected one of Check, Watch"
    ),
    (
      ["call", "grpc.health.v1.Health/Check", "--timeout", "soon"],
      "--timeout: `soon` is not valid; expected a number of seconds above 0"
    ),
    (
      ["call", "grpc.health.v1.Health/Check", "--metadata", "k"],
      "--metadata: `k` is not valid; expected KEY=VALUE"
    ),
    (
      ["call", "grpc.health.v1.Health/Check", #"{"servce": ""}"#],
      "the request: servce: grpc.health.v1.HealthCheckRequest has no such field"
    ),
    (["memory", "list"], "Missing expected argument '--organization <id>'"),
    (["memory", "store", "--organization", "acme"], "Missing expected argument '<text>'"),
    (
      ["memory", "store", "x", "--organization", "acme", "--scope", "user"],
      "--scope user: expected --user too"
    ),
    (
      ["memory", "search", "x", "--organization", "acme", "--scope", "project"],
      "--scope project: expected --project too"
    ),
    (
      [
        "memory", "store", "x", "--organization", "acme", "--scope", "organization", "--project",
        "p",
      ],
      "--scope organization: expected no --project"
    ),
    (
      ["memory", "store", "x", "--organization", "acme", "--type", "vague"],
      "Please provide one of 'working', 'episodic' or 'semantic'."
    ),
    (
      ["memory", "store", "x", "--organization", "acme", "--importance", "0"],
      "--importance 0: expected 1 to 10"
    ),
    (
      ["memory", "store", "x", "--organization", "acme", "--expires-in", "soon"],
      "--expires-in: `soon` is not valid; expected a number of seconds above 0"
    ),
    (
      ["memory", "search", "x", "--organization", "acme", "--limit", "101"],
      "--limit 101: expected 1 to 100"
    ),
    (
      ["memory", "list", "--organization", "acme", "--min-importance", "11"],
      "--min-importance 11: expected 1 to 10"
    ),
    (
      ["memory", "list", "--organization", "acme", "--timeout", "soon"],
      "--timeout: `soon` is not valid; expected a number of seconds above 0"
    ),
    (["serve", "--workers", "65"], "--workers: `65` is not valid; expected a number from 0 to 64"),
    (
      ["worker", "--job-drain", "soon"],
      "--job-drain: `soon` is not valid; expected a number of seconds from 0 to 3600"
    ),
    (
      ["serve", "--job-retention", "week"],
      "--job-retention: `week` is not valid; expected a number from 0 to 3650"
    ),
    (["worker", "--redis-url", "redis://h"], "expected --database-url too"),
    (["jobs", "get", "--organization", "acme"], "Missing expected argument '<job>'"),
    (["jobs", "retry", "x"], "Missing expected argument '--organization <id>'"),
    (["rekey"], "expected a master key: ENGRAM_MASTER_KEY or --master-key-file"),
    (["jobs", "list", "--limit", "0"], "--limit 0: expected 1 to 1000"),
    (["jobs", "list", "--state", "lost"], "'open', 'leased', 'done' or 'dead'"),
    (["jobs", "pause", "everything"], "'consolidation' and 'embedding'"),
    (
      ["jobs", "stats", "--interval", "0"],
      "--interval: `0` is not valid; expected a number of seconds above 0"
    ),
  ])
  func `a mistake is named with what was expected`(
    arguments: [String], expected: String
  ) async throws {
    let result = try await Executable.run(arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains(expected))
  }

  @Test func `a mistake in a variable names the variable`() async throws {
    let result = try await Executable.run(["serve"], environment: ["ENGRAM_LISTEN": "a:1,b"])
    #expect(result.status == 64)
    #expect(result.errors.contains("ENGRAM_LISTEN: `b` is not an address"))

    let bench = try await Executable.run(["bench"], environment: ["ENGRAM_ADDRESS": "b"])
    #expect(bench.status == 64)
    #expect(bench.errors.contains("ENGRAM_ADDRESS: `b` is not an address"))
  }

  @Test(arguments: [
    (["--llm-url", "ftp://host"], [:], "--llm-url: reading the settings of a provider: "),
    ([], ["ENGRAM_LLM_URL": "host"], "ENGRAM_LLM_URL: reading the settings of a provider: "),
    (["--llm-model", "m"], [:], "--llm-model was given without --llm-url"),
    ([], ["ENGRAM_MASTER_KEY": "short"], "a master key must be 32 bytes"),
    (
      [], ["ENGRAM_MASTER_KEY_PREVIOUS": "short"],
      "a previous master key was given without a master key"
    ),
    (["--llm-context", "1023"], [:], "--llm-context: `1023` is not valid"),
    ([], ["ENGRAM_LLM_TIMEOUT": "0"], "ENGRAM_LLM_TIMEOUT: `0` is not valid"),
  ])
  func `settings of the model that are wrong are refused`(
    options: [String], environment: [String: String], reason: String
  ) async throws {
    let result = try await Executable.run(["serve"] + options, environment: environment)
    #expect(result.status == 64)
    #expect(result.errors.contains(reason))
  }

  @Test func `a server that is not there makes a call end as unavailable`() async throws {
    let result = try await Executable.run([
      "call", "grpc.health.v1.Health/Check", "--address", "unix:/nonexistent",
    ])
    #expect(result.status == 16 + 14)
    #expect(result.errors.hasPrefix("UNAVAILABLE: "))
  }

  @Test func `migrate without a running stack says how to start one`() async throws {
    let result = try await Executable.run(["migrate", "--data-dir", "/nonexistent"])
    #expect(result.status == 1)
    #expect(result.errors.contains("engram serve --data-dir /nonexistent"))
  }

  @Test func `a worker without a running stack says how to start one`() async throws {
    let result = try await Executable.run(["worker", "--data-dir", "/nonexistent"])
    #expect(result.status == 1)
    #expect(result.errors.contains("engram serve --data-dir /nonexistent"))
  }

  @Test func `doctor names what is missing and how to get it`() async throws {
    let missing = try await Executable.run(["doctor", "--postgres-bin", "/nonexistent"])
    #expect(missing.status == 1)
    #expect(missing.output.contains("  missing  PostgreSQL: "))
    #expect(missing.output.contains("scripts/install.sh run"))

    let unreachable = try await Executable.run([
      "doctor", "--database-url", "postgresql://ada@127.0.0.1:1/x",
    ])
    #expect(unreachable.status == 1)
    #expect(unreachable.output.contains("  missing  database: "))
    #expect(unreachable.output.contains("port 1 failed"))
  }

  @Test func `the page on configuration has the table of settings`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
    #expect(page.contains(Settings.markdown))
  }
}
