import ArgumentParser
import Foundation
import Wire

/// A conversation in a file of JSON lines: first its title and where it is from, then its messages.
struct Transcript {
  struct Header: Decodable {
    let title: String
    let source: String
    let license: String
  }

  private struct Line: Decodable {
    let role: String
    let name: String?
    let content: String
  }

  let header: Header
  let messages: [EngramV1.NewMessage]

  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError(
        "can't read \(path); expected the path of a conversation, such as examples/hamlet-act-1.jsonl"
      )
    }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    header = try Self.decode(lines.first ?? Data(), at: 1, of: path) {
      try decoder.decode(Header.self, from: $0)
    }
    messages = try lines.enumerated().dropFirst().map { index, line in
      try Self.decode(line, at: index + 1, of: path) { data in
        let line = try decoder.decode(Line.self, from: data)
        return EngramV1.NewMessage(
          messageID: UUID().uuidString.lowercased(), role: try Self.role(line.role),
          name: line.name ?? "", content: line.content)
      }
    }
  }

  private static func decode<Value>(
    _ line: Data, at number: Int, of path: String, _ read: (Data) throws -> Value
  ) throws -> Value {
    do { return try read(line) } catch {
      throw ValidationError("\(path), line \(number): \(error)")
    }
  }

  private static func role(_ name: String) throws -> EngramV1.Role {
    switch name {
    case "ROLE_SYSTEM": .system
    case "ROLE_USER": .user
    case "ROLE_ASSISTANT": .assistant
    case "ROLE_TOOL": .tool
    default: throw ValidationError("`\(name)` is not a role; expected such as ROLE_USER")
    }
  }
}
