import Foundation

/// What a model made of messages.
struct SummaryAnswer: Sendable, Equatable {
  /// Something that stays true beyond the conversation.
  struct Fact: Sendable, Equatable {
    var content: String
    var type: MemoryType
    var importance: Int16
    /// Whether it is about the user alone.
    var isPersonal: Bool
    /// Numbers, from 1, of known facts that are true no longer.
    var replaces: [Int]
  }

  /// The most facts of one answer; more are cut off.
  static let maxFacts = 50
  private static let maxFactBytes = 4_096

  let summary: String
  let facts: [Fact]

  /// Reads a reply: the JSON object that was asked for, also within a code fence, or the bare summary
  /// of a model that does not keep to JSON. `nil` when it is neither.
  init?(_ reply: String) {
    let text = Self.unfenced(reply)
    guard !text.isEmpty else { return nil }
    guard text.hasPrefix("{") else {
      summary = text
      facts = []
      return
    }
    guard let object = try? JSONDecoder().decode(Object.self, from: Data(text.utf8)) else {
      return nil
    }
    let summary = object.summary.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !summary.isEmpty else { return nil }
    self.summary = summary
    facts = (object.facts ?? []).prefix(Self.maxFacts).compactMap(\.value).compactMap(Self.fact)
  }

  private static func unfenced(_ reply: String) -> String {
    var text = reply.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("```"), text.hasSuffix("```"), let end = text.firstIndex(of: "\n") {
      text = String(text[end...].dropLast(3)).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return text.replacing("\0", with: "")
  }

  private struct Object: Decodable {
    let summary: String
    let facts: [Lenient<GivenFact>]?
  }

  /// One that can't be read does not spoil the others.
  private struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
  }

  private struct GivenFact: Decodable {
    let content: String
    let type: String?
    let importance: Double?
    let personal: Bool?
    let replaces: [Int]?
  }

  private static func fact(_ given: GivenFact) -> Fact? {
    let content = given.content.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !content.isEmpty, content.utf8.count <= maxFactBytes else { return nil }
    let importance = given.importance.flatMap { $0.isFinite ? $0 : nil } ?? 5
    return Fact(
      content: content,
      type: given.type?.lowercased() == "episodic" ? .episodic : .semantic,
      importance: Int16(min(max(importance, 1), 10)),
      isPersonal: given.personal ?? true,
      replaces: Array((given.replaces ?? []).prefix(maxFacts)))
  }
}

extension MemoryType: Codable {}
