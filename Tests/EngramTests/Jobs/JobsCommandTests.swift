import Foundation
import Glibc
import LocalStack
import Postgres
import Testing
import Wire

@testable import Engram

/// `engram jobs` against a running server.
@Suite(.serialized) struct JobsCommandTests {
  /// A server whose memories can't be embedded, and what its one job is called.
  private func serving(
    _ body: (ServeProcess, String) async throws -> Void
  ) async throws {
    let serve = try ServeProcess(options: ["--embedding-url", "http://127.0.0.1:1/v1"])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    try await run(serve, ["jobs", "pause", "embedding", "--by", "ada"])
    try await run(serve, ["memory", "store", "Ada drinks tea", "--organization", "acme"])
    let reply = try EngramV1.ListJobsResponse(
      json: try await run(serve, ["jobs", "list", "--json"]).output)
    try await body(serve, try #require(reply.jobs.first).jobID)
    _ = try await serve.end(SIGTERM)
  }

  @discardableResult
  private func run(
    _ serve: ServeProcess, _ arguments: [String], status: Int32 = 0
  ) async throws -> Executable.Result {
    let result = try await Executable.run(arguments + ["--address", serve.address])
    #expect(result.status == status, "\(result.errors)")
    return result
  }

  private func kill(_ serve: ServeProcess) async throws {
    let record = try LocalStack.attach(dataDirectory: serve.dataDirectory)
    let session = try await PostgresSession.connect(url: try #require(record.databaseURL))
    try await session.execute(
      Statement(
        name: "kill",
        sql: """
          update engram.jobs set state = 4, attempts = 3, last_error = 'it is broken',
            finished_at = now()
          """))
    await session.close()
  }

  private func masked(_ text: String, _ id: String) -> String {
    text.replacing(id, with: "ID").replacing(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "TIME")
  }

  @Test func `jobs are listed, shown and tried again`() async throws {
    try await serving { serve, id in
      let all = try await run(serve, ["jobs", "list"]).output
      #expect(
        masked(all, id) == """
          created               organization  queue      state  tries  job                                   last error
          TIME  acme          embedding  open       0  ID  -

          """)
      let none = try await run(
        serve, ["jobs", "list", "--organization", "acme", "--state", "dead"])
      #expect(none.output == "" && none.errors == "no jobs\n")
      let one = [id, "--organization", "acme"]
      let refused = try await run(serve, ["jobs", "retry"] + one, status: 16 + 9)
      #expect(refused.errors.hasPrefix("FAILED_PRECONDITION: "))
      #expect(refused.errors.contains("\n  reason: JOB_NOT_DEAD"))

      try await kill(serve)
      let dead = try await run(
        serve,
        ["jobs", "list", "--organization", "acme", "--state", "dead", "--queue", "embedding"]
      ).output.split(separator: "\n")
      #expect(dead.count == 2)
      #expect(dead.last?.hasSuffix("embedding  dead       3  \(id)  it is broken") == true)
      let shown = try await run(serve, ["jobs", "get"] + one).output
      #expect(shown.contains("\nstate         dead\nattempts      3\ncrashes       0\n"))
      #expect(shown.contains("\nlast error    it is broken\n"))
      let open = try EngramV1.Job(
        json: try await run(serve, ["jobs", "retry", "--json"] + one).output)
      #expect(open.jobID == id && open.state == .open && open.attempts == 0)
      try await run(
        serve, ["jobs", "get", UUID().uuidString, "--organization", "acme"], status: 21)
    }
  }

  @Test func `queues show how they stand, and go on`() async throws {
    try await serving { serve, id in
      let stats = try await run(serve, ["jobs", "stats"]).output
      let lines = masked(stats, id).split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[0].contains(/^queue +open +due +leased +dead +oldest +limiter +paused$/))
      #expect(lines[1].contains(/^consolidation +0 +0 +0 +0 +- +- +-$/))
      #expect(
        lines[2].contains(/^embedding +1 +1 +0 +0 +\d+\.\d s +- +ada, since \d{4}-\d\d-\d\dT/))

      let reply = try EngramV1.QueueStats(
        json: try await run(serve, ["jobs", "resume", "embedding", "--json"]).output)
      #expect(reply.queue == .embedding && reply.pausedAt == nil)
      let again = try await run(serve, ["jobs", "resume", "embedding"]).output
      #expect(again.hasSuffix(" -\n"))
    }
  }

  @Test func `--watch shows them again and again until it is stopped`() async throws {
    try await serving { serve, _ in
      let process = Process()
      let output = Pipe()
      process.executableURL = Executable.url
      process.arguments = [
        "jobs", "stats", "--watch", "--interval", "0.05", "--json", "--address", serve.address,
      ]
      process.environment = Executable.clean
      process.standardOutput = output
      try process.run()
      let lines: [String] = await withCheckedContinuation { continuation in
        Thread {
          var text = ""
          while text.count(where: \.isNewline) < 3 {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
          }
          continuation.resume(returning: text.split(separator: "\n").map(String.init))
        }.start()
      }
      Glibc.kill(process.processIdentifier, SIGINT)
      while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      #expect(lines.count >= 3)
      for line in lines.prefix(3) {
        #expect(try EngramV1.GetQueueStatsResponse(json: line).queues.count == 2)
      }
    }
  }
}
