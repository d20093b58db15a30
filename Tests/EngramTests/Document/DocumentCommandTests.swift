import Foundation
import Testing
import Wire

@testable import Engram

/// `engram document` against a running server.
@Suite(.serialized) struct DocumentCommandTests {
  @Test func `a file is put, found, listed, printed, replaced and deleted`() async throws {
    let serve = try ServeProcess(options: ["--chunk-tokens", "64", "--chunk-overlap", "0"])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let file = FileManager.default.temporaryDirectory.appending(path: "guide-\(UUID()).md")
    defer { try? FileManager.default.removeItem(at: file) }
    let part = "Nobody knows the harbour better than its pilots do, by day and by night. "
    let text = "# Harbour\n\n\(part)\(part)\n\n## Fees\n\nA mooring costs nine crowns.\n\(part)\n"
    try text.write(to: file, atomically: true, encoding: .utf8)
    let id = UUID().uuidString.lowercased()

    let put = try await document(serve, ["put", file.path, "--user", "ada", "--id", id])
    #expect(put.status == 0, "\(put.errors)")
    let lines = put.output.split(separator: "\n")
    #expect(lines.first == "outcome  version  chunks  scope  id")
    #expect(lines.last?.hasPrefix("created        1       2  user   \(id)") == true)
    let again = try await document(serve, ["put", file.path, "--user", "ada", "--id", id])
    #expect(again.output.contains("\nunchanged        1 "))

    let found = try await document(serve, ["search", "mooring", "--user", "ada", "--limit", "1"])
    let table = found.output.split(separator: "\n")
    #expect(table.first?.hasPrefix("score  words  meaning  document") == true)
    #expect(table.last?.contains(file.lastPathComponent) == true)
    #expect(table.last?.contains("## Fees") == true)
    let other = try await document(serve, ["search", "mooring", "--user", "bob"])
    #expect(other.output == "" && other.errors == "nothing was found\n")

    let listed = try EngramV1.ListDocumentsResponse(
      json: try await document(serve, ["list", "--user", "ada", "--json"]).output)
    #expect(listed.documents.map(\.documentID) == [id])
    #expect(listed.documents[0].format == .markdown)
    #expect(listed.documents[0].sourceUri == file.path)
    let printed = try await document(serve, ["get", id])
    #expect(printed.output == text)

    let replaced = try await document(
      serve, ["put", "-", "--user", "ada", "--id", id, "--title", "Note"], input: "Short.")
    #expect(replaced.output.contains("\nreplaced        2       1  user "))
    #expect(try await document(serve, ["get", id]).output == "Short.")
    #expect(try await document(serve, ["delete", id]).status == 0)
    let gone = try await document(serve, ["get", id])
    #expect(gone.status == 16 + 5)
    let none = try await document(serve, ["list", "--user", "ada"])
    #expect(none.output == "" && none.errors == "no documents\n")
    _ = try await serve.end(SIGTERM)
  }

  @Test(arguments: [
    (["put", "/no/such/file"], "can't be read as UTF-8"),
    (["list", "--scope", "user"], "--scope user: expected --user too"),
    (["search", "x", "--limit", "101"], "--limit"),
  ])
  func `what can't be is said`(arguments: [String], complaint: String) async throws {
    let result = try await Executable.run(["document"] + arguments + ["--organization", "acme"])
    #expect(result.status != 0 && result.errors.contains(complaint), "\(result.errors)")
  }

  private func document(
    _ serve: ServeProcess, _ arguments: [String], input: String = ""
  ) async throws -> Executable.Result {
    let common = ["--organization", "acme", "--address", serve.address]
    return try await Executable.run(["document"] + arguments + common, input: input)
  }
}
