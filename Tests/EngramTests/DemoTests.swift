import Foundation
import Testing

@testable import Engram

struct DemoTests {
  @Test func `the demo runs through, with memories of the conversation it comes with`()
    async throws
  {
    let example = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "examples/hamlet-act-1.jsonl")
    let result = try await Executable.run(["demo", "--conversation", example.path])
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.contains("\nread all of it back, equal to what was sent"))
    #expect(result.output.contains("\nfound by meaning, without a word in common: "))
    #expect(result.output.contains("\nOphelia asks: "))
    #expect(result.output.contains("\nno other user's memories are among them: "))
    #expect(result.output.contains("\nstopped, and removed "))
  }

  @Test func `a conversation of one's own has no memories made for it`() async throws {
    let file = "/tmp/engram-cli-\(UUID().uuidString.prefix(8)).jsonl"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let lines = """
      {"title": "A word", "source": "nobody", "license": "none"}
      {"role": "ROLE_USER", "content": "Hello"}
      """
    try Data(lines.utf8).write(to: URL(filePath: file))
    let result = try await Executable.run(["demo", "--conversation", file])
    #expect(result.status == 0)
    #expect(result.output.contains("\nA word, 1 messages\n"))
    #expect(!result.output.contains("memories"))
  }
}
