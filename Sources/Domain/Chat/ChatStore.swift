import FoundationEssentials
public import Postgres

/// Keeps which chats run, and their replies.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ChatStore: Sendable {
  /// How often a chat begins anew after one that was lost had to be ended.
  private static let maxAttempts = 3

  private let lanes: PostgresLanes
  private let messages: MessageStore

  /// A store on lanes of the service, or of the system for a sweep; `messages` is on the same.
  public init(lanes: PostgresLanes, messages: MessageStore) {
    self.lanes = lanes
    self.messages = messages
  }

  // MARK: Beginning

  enum Beginning {
    case begun(ChatSlot)
    case repeated(text: String, ChatResult)
  }

  func begin(_ turn: ChatTurn, in scope: RequestScope) async throws -> Beginning {
    for _ in 0..<Self.maxAttempts {
      switch try await tryToBegin(turn, in: scope) {
      case .begun(let slot): return .begun(slot)
      case .expired(let slot): try await endLost(slot, in: scope)
      case .repeated(let replyID):
        let (text, result) = try await reply(replyID, to: turn, in: scope)
        return .repeated(text: text, result)
      case .conflict: throw DomainError.alreadyExists(.message, field: "message_id")
      case .busy: throw DomainError.chatRunning
      }
    }
    throw DomainError.aborted(.conversation)
  }

  private func tryToBegin(
    _ turn: ChatTurn, in scope: RequestScope
  ) async throws -> ChatBeginning {
    let owner = UUID()
    let conversation = turn.conversation
    let (_, rows) = try await lanes.run(
      scope.unit(on: conversation, isIdempotent: false),
      Query<Never>(
        ConversationStatements.lock,
        [.textArray([scope.organizationID.text]), .uuidArray([conversation.uuid])]),
      Query(
        ChatStatements.begin,
        [
          scope.organization, .uuid(conversation.uuid), .uuid(turn.id.uuid),
          .bytea(turn.requestHash), .uuid(MessageID().uuid), .uuid(owner), .int4(ChatSlot.lease),
        ]
      ) { row in try ChatBeginning(row, of: conversation, owner: owner) })
    guard let beginning = rows.first else { throw DomainError.notFound(.conversation) }
    return beginning
  }

  private func reply(
    _ replyID: MessageID, to turn: ChatTurn, in scope: RequestScope
  ) async throws -> (text: String, ChatResult) {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ChatStatements.reply,
        [
          scope.organization, .uuid(turn.conversation.uuid), .uuid(turn.id.uuid),
          .uuid(replyID.uuid),
        ]
      ) { row in
        let user = try row.decodeOptional(3, as: Int64.self)
        let result = ChatResult(
          ChatReplyRecord(try MetadataObject(row, 2)),
          userMessage: user.map { (turn.id, $0) }, replyID: replyID, replySeq: try row.decode(0),
          isReplay: true)
        return (text: try row.decode(1, as: String.self), result: result)
      })
    guard let row = rows.first else { throw DomainError.notFound(.conversation) }
    return (row.text, row.result)
  }

  // MARK: While it runs

  /// Keeps it, with what has come of the reply unless that is as before. Throws `aborted` when another
  /// process has taken it over.
  func save(_ slot: ChatSlot, partial: String?, in scope: RequestScope) async throws {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ChatStatements.save,
        parameters(slot, scope) + [.int4(ChatSlot.lease), .text(partial)]
      ) { _ in true })
    if rows.isEmpty { throw DomainError.aborted(.conversation) }
  }

  // MARK: Ending

  /// Stores the reply and ends the chat; the place of the reply in the conversation.
  ///
  /// Throws `aborted` when another process, which had to take this one for lost, has stored what it
  /// knew of the reply.
  func finish(
    _ slot: ChatSlot, text: String, _ record: ChatReplyRecord, in scope: RequestScope
  ) async throws -> Int64 {
    let message = try NewMessage(
      id: slot.replyID, role: .assistant, name: "", content: text,
      metadata: try record.metadata, occurredAt: nil)
    let seq: Int64
    do {
      let appended = try await messages.append([message], to: slot.conversation, in: scope)
      seq = appended.messages.first?.seq ?? 0
    } catch DomainError.alreadyExists {
      throw DomainError.aborted(.conversation)
    }
    try await end(slot, as: record.engram.isCut ? .cut : .done, in: scope)
    return seq
  }

  /// Ends a chat that has no reply.
  func fail(_ slot: ChatSlot, in scope: RequestScope) async throws {
    try await end(slot, as: .failed, in: scope)
  }

  private func end(_ slot: ChatSlot, as ending: ChatEnding, in scope: RequestScope) async throws {
    _ = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ChatStatements.end, parameters(slot, scope) + [.int2(ending.rawValue)]
      ) { _ in true })
  }

  /// Ends a chat whose process is lost, with what it had saved of the reply.
  private func endLost(_ slot: ChatSlot, in scope: RequestScope) async throws {
    guard !slot.partial.isEmpty else { return try await fail(slot, in: scope) }
    do {
      _ = try await finish(
        slot, text: slot.partial, ChatReplyRecord(cutBy: nil, nil), in: scope)
    } catch DomainError.aborted {
      // The reply was stored, whole, just before the process was lost.
      try await end(slot, as: .done, in: scope)
    } catch DomainError.notFound {
      try await fail(slot, in: scope)
    }
  }

  /// Ends chats whose processes are lost, at most `count`; how many there were. On lanes of the system.
  func endLost(atMost count: Int32) async throws -> Int {
    let owner = UUID()
    let lost = try await lanes.run(
      UnitOptions(organizations: []),
      Query(
        ChatStatements.expire, [.uuid(owner), .int4(ChatSlot.lease), .int4(count)]
      ) { row in
        (
          scope: RequestScope(organizationID: OrganizationID(stored: try row.decode(0))),
          slot: ChatSlot(
            conversation: ConversationID(stored: try row.decode(1)),
            chatID: MessageID(stored: try row.decode(2)),
            replyID: MessageID(stored: try row.decode(3)), owner: owner,
            partial: try row.decode(4))
        )
      })
    for (scope, slot) in lost { try await endLost(slot, in: scope) }
    return lost.count
  }

  private func parameters(_ slot: ChatSlot, _ scope: RequestScope) -> [PostgresValue] {
    [
      scope.organization, .uuid(slot.conversation.uuid), .uuid(slot.chatID.uuid),
      .uuid(slot.owner),
    ]
  }
}
