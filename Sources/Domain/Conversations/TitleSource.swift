import Postgres

/// The beginning of the message that a conversation without a title gets one from.
struct TitleSource: Sendable {
  private let seq: Int64
  private let text: String

  /// Finds it; no row when the conversation has a title, or nothing to make one from.
  static func query(_ id: ConversationID, in scope: RequestScope) -> Query<TitleSource> {
    Query(ConversationStatements.untitledText, [scope.organization, .uuid(id.uuid)]) { row in
      TitleSource(seq: try row.decode(0), text: try row.decode(1))
    }
  }

  /// Gives the conversation its title; `nil` when the text yields none.
  func setTitleQuery(of id: ConversationID, in scope: RequestScope) -> Query<Never>? {
    let title = ConversationTitle.make(from: text)
    guard !title.isEmpty else { return nil }
    return Query(
      ConversationStatements.setTitle,
      [scope.organization, .uuid(id.uuid), .int8(seq), .text(title)])
  }
}
