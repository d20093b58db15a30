import Foundation
import LLM
import Postgres

/// A message on its way into a summary.
struct TranscriptMessage: Sendable {
  let seq: Int64
  /// Who speaks: the name that was given, else the role's.
  let name: String
  /// The same with the role.
  let speaker: String
  let text: String
  let occurredAt: Moment
  /// The tokens that it takes of a budget.
  let cost: Int
  let isErased: Bool

  /// From the columns of `consolidation_messages` behind the number.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    seq = try row.decode(1)
    let role = MessageRole(rawValue: try row.decode(2))
    let given: String = try row.decode(3)
    let title =
      switch role {
      case .system: "system"
      case .assistant: "assistant"
      case .tool: "tool"
      case .user, nil: "user"
      }
    name = given.isEmpty ? title : given
    speaker = given.isEmpty ? title : "\(given) (\(title))"
    text = RecalledText.removed(from: try row.decode(4))
    occurredAt = try Moment(row, 5)
    cost = Int(try row.decode(6, as: Int32.self))
    isErased = try row.decode(7)
  }

  /// A part of `message`.
  init(_ text: String, of message: TranscriptMessage) {
    seq = message.seq
    name = message.name
    speaker = message.speaker
    self.text = text
    occurredAt = message.occurredAt
    cost = message.cost
    isErased = message.isErased
  }
}

extension [TranscriptMessage] {
  var erasedCount: Int { count(where: \.isErased) }

  /// The first ones that fit into `tokens` together; one at least.
  func fitting(_ tokens: Int) -> [TranscriptMessage] {
    var left = tokens
    let count = prefix { message in
      left -= message.cost
      return left >= 0
    }.count
    return Array(prefix(Swift.max(count, 1)))
  }
}

/// What was put into a conversation from memory stands between these marks; it is not remembered again.
enum RecalledText {
  static let begin = "<engram-context>"
  static let end = "</engram-context>"

  /// `text` without what stands between the marks.
  static func removed(from text: String) -> String {
    guard text.contains(begin) else { return text }
    var rest = text[...]
    var kept = ""
    while let start = rest.range(of: begin) {
      kept += rest[..<start.lowerBound]
      guard let stop = rest[start.upperBound...].range(of: end) else { return kept }
      rest = rest[stop.upperBound...]
    }
    return kept + rest
  }
}

/// Messages as a model gets them: data, one JSON object a line.
struct Transcript: Sendable {
  /// What a line costs beside what was said.
  static let lineTokens = 40

  let messages: [TranscriptMessage]

  /// What was said, if anything was.
  var spoken: [TranscriptMessage] { messages.filter { !$0.text.allSatisfy(\.isWhitespace) } }

  /// Parts that fit into `tokens` each: all messages at once, or where a single one is too long, parts
  /// of its text. There is at least one, when something was said.
  func pieces(tokens: Int) -> [[TranscriptMessage]] {
    let spoken = spoken
    guard let first = spoken.first else { return [] }
    guard spoken.count == 1 else { return [spoken] }
    let parts = Self.parts(of: first.text, tokens: max(tokens - Self.lineTokens, 100))
    return parts.map { [TranscriptMessage($0, of: first)] }
  }

  /// The text in parts of at most so many tokens, parted between characters: halves, and halves of
  /// these.
  private static func parts(of text: String, tokens: Int) -> [String] {
    let bytes = text.utf8.count
    guard Int(TokenEstimate.tokens(in: text)) > tokens, bytes > 64 else { return [text] }
    let first = text.clipped(toBytes: bytes / 2)
    let rest = String(text[text.utf8.index(text.startIndex, offsetBy: first.utf8.count)...])
    guard !first.isEmpty, !rest.isEmpty else { return [text] }
    return parts(of: first, tokens: tokens) + parts(of: rest, tokens: tokens)
  }

  private struct Line: Encodable {
    let seq: Int64
    let at: String
    let speaker: String
    let text: String
  }

  /// The lines of some messages.
  static func lines(of messages: [TranscriptMessage]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return messages.map { message in
      let line = Line(
        seq: message.seq, at: message.occurredAt.text, speaker: message.speaker,
        text: message.text)
      return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }.joined(separator: "\n")
  }
}
