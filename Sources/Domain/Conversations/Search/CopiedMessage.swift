import Postgres

/// What a search has to know of a message, beside its words.
struct CopiedMessage: Sendable {
  let role: MessageRole
  /// Whether it asks something.
  let isQuestion: Bool
  /// Whether it has a word such as "yesterday".
  let tellsTime: Bool
  let wordCount: Int32
  let occurredAt: Moment
  /// Its speaker's place in the segment; `nil` once it is erased.
  var speaker: Int32?

  var isErased: Bool { speaker == nil }

  /// What is left of it once it is erased.
  var erased: CopiedMessage {
    CopiedMessage(
      role: role, isQuestion: false, tellsTime: false, wordCount: 0, occurredAt: occurredAt,
      speaker: nil)
  }
}

/// A message as it comes from the database, before its words are known.
struct LoadedMessage: Sendable {
  /// Of a text the first so many characters are looked at.
  static let maxCharacters: Int32 = 262_144
  /// A longer text that has a question in it says something too.
  private static let maxQuestionBytes = 400

  /// The place of its conversation among those that were read, from 0.
  let place: Int
  let seq: Int64
  let role: MessageRole
  private let name: String
  private let content: String
  let occurredAt: Moment
  let isErased: Bool

  /// From a row of `message_copy_read`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    place = Int(try row.decode(0, as: Int64.self)) - 1
    seq = try row.decode(1)
    role = try MessageRole(row, 2)
    name = try row.decode(3)
    content = try row.decode(4)
    occurredAt = try Moment(row, 5)
    isErased = try row.decode(6)
  }

  var speaker: SpeakerNames.Speaker { SpeakerNames.Speaker(role: role, name: name) }

  /// What it says, as the word index takes it.
  var searchText: String { SearchText(indexing: content).whole }

  /// Whether it asks something.
  var isQuestion: Bool { Self.asks(content) }

  /// Whether a text has a question mark of some script, unless it is long.
  static func asks(_ text: String) -> Bool {
    // By scalars: to put each character together first takes far longer.
    text.utf8.count <= maxQuestionBytes
      && text.unicodeScalars.contains { $0 == "?" || $0 == "？" || $0 == "؟" }
  }
}
