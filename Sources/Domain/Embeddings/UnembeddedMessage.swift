import FoundationEssentials
import Postgres

/// A message that a model has not looked at.
struct UnembeddedMessage: Sendable {
  /// Where an embedding belongs.
  struct Place: Sendable {
    let organization: String
    let conversation: UUID
    let seq: Int64
    let span: MessageSpan
  }

  /// What is embedded in order: a conversation, by a model.
  struct Part: Hashable {
    let organization: String
    let conversation: UUID
    let model: Int16
  }

  /// What is embedded in place of a text that is blank, which providers refuse.
  private static let blankText = "-"

  let part: Part
  let seq: Int64
  private let needsTurn, needsPair: Bool
  /// With who said it.
  private let text: String
  private let textBefore: String?

  /// From a row of `message_embedding_missing`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    part = Part(
      organization: try row.decode(0), conversation: try row.decode(1), model: try row.decode(2))
    seq = try row.decode(3)
    needsTurn = try row.decode(4)
    needsPair = try row.decode(5)
    text = Self.text(try MessageRole(row, 6), try row.decode(7), try row.decode(8))
    textBefore =
      try row.decodeOptional(9, as: Int16.self) == nil
      ? nil : Self.text(try MessageRole(row, 9), try row.decode(10), try row.decode(11))
  }

  private static func text(_ role: MessageRole, _ name: String, _ content: String) -> String {
    content.allSatisfy(\.isWhitespace)
      ? blankText : "\(SpeakerNames.Speaker(role: role, name: name).text): \(content)"
  }

  /// What is to be embedded.
  var texts: [MissingText<Place>] {
    var texts: [MissingText<Place>] = []
    if needsTurn { texts.append(missing(text, .turn)) }
    if needsPair, let textBefore { texts.append(missing("\(textBefore)\n\(text)", .pair)) }
    return texts
  }

  private func missing(_ text: String, _ span: MessageSpan) -> MissingText<Place> {
    MissingText(
      organization: part.organization, modelID: part.model, text: text,
      place: Place(
        organization: part.organization, conversation: part.conversation, seq: seq, span: span))
  }
}
