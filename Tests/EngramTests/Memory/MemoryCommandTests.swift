import Foundation
import Testing
import Wire

@testable import Engram

/// `engram memory` against a running server.
@Suite(.serialized) struct MemoryCommandTests {
  @Test func `what is stored is found and listed by whoever sees it`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let stored = try await memory(serve, "store", "Ada drinks tea", "--user", "ada", "--wait")
    #expect(stored.status == 0)
    let lines = stored.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("outcome  embedding  scope  id") == true)
    #expect(lines.last?.hasPrefix("added    ready      user   ") == true)
    try await store(serve, "Apollo starts in May", "--project", "apollo", "--importance", "9")
    try await store(serve, "Acme makes rockets", "--type", "episodic")

    let listed = try await memory(serve, "list", "--user", "ada", "--project", "apollo")
    #expect(
      listed.output.replacing(/\d{4}-\d\d-\d\d/, with: "YYYY-MM-DD") == """
        created     scope         type      imp  content
        YYYY-MM-DD  project       semantic    9  Apollo starts in May
        YYYY-MM-DD  organization  episodic    5  Acme makes rockets
        YYYY-MM-DD  user          semantic    5  Ada drinks tea

        """)
    #expect(listed.errors == "")

    let found = try await memory(serve, "search", "tea", "--user", "ada")
    let table = found.output.split(separator: "\n")
    #expect(table.first == "score  words  meaning  scope         type      imp  content")
    let best = try #require(table.dropFirst().first)
    #expect(
      best.contains(/^\d\.\d{3}      1        1  user          semantic    5  Ada drinks tea$/))

    let other = try await memory(serve, "search", "tea", "--user", "bob")
    #expect(other.status == 0)
    #expect(!other.output.contains("Ada"))
    _ = try await serve.end(SIGTERM)
  }

  @Test func `filters and limits choose, and an empty list says so`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    try await store(serve, "first", "--importance", "3", "--metadata-json", #"{"k": 1}"#)
    try await store(serve, "second", "--importance", "7", "--type", "working")
    try await store(serve, "third", "--importance", "5", "--project", "apollo", "--user", "ada")

    #expect(try await contents(serve, "list") == ["second", "first"])
    let more = try await memory(serve, "list", "--limit", "1")
    #expect(more.output.hasSuffix("  second\n"))
    #expect(more.errors == "there are more\n")
    #expect(try await contents(serve, "list", "--type", "semantic") == ["first"])
    #expect(try await contents(serve, "list", "--min-importance", "4") == ["second"])
    // With a user and a project it is the user's, seen only from there.
    let place = ["--user", "ada", "--project", "apollo"]
    #expect(try await contents(serve, ["list", "--scope", "user"] + place) == ["third"])
    #expect(try await contents(serve, "list", "--scope", "user", "--user", "ada") == [])
    #expect(
      try await contents(serve, "search", "first second", "--metadata-json", #"{"k": 1}"#)
        == ["first"])
    #expect(try await contents(serve, "search", "first second", "--limit", "1").count == 1)

    let none = try await memory(serve, "list", "--min-importance", "10")
    #expect(none.status == 0)
    #expect(none.output == "")
    #expect(none.errors == "no memories\n")
    _ = try await serve.end(SIGTERM)
  }

  @Test func `with --json the reply is printed as it came`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let before = Date.now.timeIntervalSince1970
    let stored = try await memory(
      serve, "store", "-", "--user", "ada", "--scope", "organization", "--expires-in", "3600",
      "--metadata-json", #"{"k": "v"}"#, "--json", input: "two\nlines\n")
    let reply = try EngramV1.StoreMemoryResponse(json: stored.output)
    let memory = try #require(reply.memory)
    #expect(reply.outcome == .added)
    #expect(memory.content == "two\nlines")
    #expect(memory.scope == .organization)
    #expect(memory.userID == "ada")
    #expect(memory.metadataJSON == #"{"k": "v"}"#)
    let expiry = Double(try #require(memory.expiresAt).seconds)
    #expect(before + 3_599...before + 3_660 ~= expiry)

    let listed = try EngramV1.RetrieveMemoriesResponse(
      json: try await self.memory(serve, "list", "--json").output)
    #expect(listed.memories.map(\.memoryID) == [memory.memoryID])
    let found = try EngramV1.SearchMemoriesResponse(
      json: try await self.memory(serve, "search", "-", "--json", input: "lines").output)
    #expect(found.results.map(\.memory?.memoryID) == [memory.memoryID])
    let none = try await self.memory(serve, "list", "--type", "working", "--json")
    #expect(none.output == "{}\n")
    #expect(none.errors == "")
    _ = try await serve.end(SIGTERM)
  }

  @Test func `the same content is known, and what makes room for another is counted`() async throws
  {
    let serve = try ServeProcess(options: ["--user-memory-limit", "1"])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    try await store(serve, "tea", "--user", "ada")
    let again = try await memory(serve, "store", "tea", "--user", "ada")
    #expect(again.output.contains("\nduplicate  "))
    let other = try await memory(serve, "store", "coffee", "--user", "ada")
    #expect(other.output.contains("\nadded  "))
    #expect(other.errors == "memories that made room for it: 1\n")
    let least = try await memory(
      serve, "store", "water", "--user", "ada", "--importance", "1")
    #expect(least.output.contains("\nevicted  -  "))
    #expect(try await contents(serve, "list", "--user", "ada") == ["coffee"])
    _ = try await serve.end(SIGTERM)
  }

  @Test func `without its provider, memories are pending and found by their words`() async throws {
    let serve = try ServeProcess(options: ["--embedding-url", "http://127.0.0.1:1/v1"])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let stored = try await memory(serve, "store", "Ada drinks tea", "--wait")
    #expect(stored.status == 0)
    #expect(stored.output.contains("\nadded    pending    organization  "))
    let found = try await memory(serve, "search", "tea")
    #expect(found.output.contains(/\n\d\.\d{3}      1        -  organization .* Ada drinks tea\n$/))
    #expect(found.errors.hasSuffix(" could not be had: these were found by words alone\n"))
    _ = try await serve.end(SIGTERM)
  }

  @Test func `a call that fails ends with its status`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let refused = try await memory(serve, "store", "x", "--metadata-json", "[]")
    #expect(refused.status == 16 + 3)
    #expect(refused.output == "")
    #expect(refused.errors.hasPrefix("INVALID_ARGUMENT: "))
    #expect(refused.errors.contains("\n  metadata_json: "))
    _ = try await serve.end(SIGTERM)

    let gone = try await memory(serve, "list", "--timeout", "2")
    #expect(gone.status == 16 + 14)
    #expect(gone.errors.hasPrefix("UNAVAILABLE: "))
  }

  @Test func `a table fits the terminal that it is printed on`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let long = String(repeating: "Elsinore ", count: 40)
    try await store(serve, long)

    let list = "\(Executable.url.path) memory list --organization acme --address \(serve.address)"
    let output = try await onTerminal("stty cols 64; \(list)")
    let row = try #require(output.split(whereSeparator: \.isNewline).last)
    #expect(row.count == 64)
    #expect(row.hasSuffix("…"))

    let piped = try await memory(serve, "list")
    #expect(piped.output.split(separator: "\n").last?.count == 80)
    _ = try await serve.end(SIGTERM)
  }

  /// What a shell prints on a terminal of its own.
  private func onTerminal(_ command: String) async throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = ["--quiet", "--return", "--command", command, "/dev/null"]
    process.environment = Executable.clean
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    return await withCheckedContinuation { continuation in
      Thread {
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        continuation.resume(returning: String(decoding: data, as: UTF8.self))
      }.start()
    }
  }

  private func memory(
    _ serve: ServeProcess, _ arguments: String..., input: String = ""
  ) async throws -> Executable.Result {
    try await memory(serve, arguments, input: input)
  }

  private func memory(
    _ serve: ServeProcess, _ arguments: [String], input: String = ""
  ) async throws -> Executable.Result {
    let common = ["--organization", "acme", "--address", serve.address]
    return try await Executable.run(["memory"] + arguments + common, input: input)
  }

  private func store(
    _ serve: ServeProcess, _ text: String, _ options: String...
  ) async throws {
    let result = try await memory(serve, ["store", text, "--wait"] + options)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// The last column of a table.
  private func contents(_ serve: ServeProcess, _ arguments: String...) async throws -> [String] {
    try await contents(serve, arguments)
  }

  private func contents(_ serve: ServeProcess, _ arguments: [String]) async throws -> [String] {
    let lines = try await memory(serve, arguments).output.split(separator: "\n").dropFirst()
    return lines.compactMap { $0.split(separator: " ").last.map(String.init) }
  }
}
