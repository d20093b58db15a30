import FoundationEssentials
public import Postgres

/// Keeps conversations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ConversationStore: Sendable {
  /// How often a create asks again when others keep getting ahead of it.
  private static let maxCreateAttempts = 4

  private let lanes: PostgresLanes
  private let purge: PurgeSignal

  /// A store on the service's lanes; `purge` is told of deletions.
  public init(lanes: PostgresLanes, purge: PurgeSignal) {
    self.lanes = lanes
    self.purge = purge
  }

  /// Creates a conversation and, on first use, its organization, user and project.
  ///
  /// The same request with the same id, again, returns the conversation as it is now.
  public func create(
    _ new: NewConversation, in scope: RequestScope
  ) async throws -> Conversation {
    let unit = scope.unit(isIdempotent: true)
    let create = CreateOutcome.query(new, in: scope)
    var outcomes = try await lanes.run(unit, create)
    for _ in 1..<Self.maxCreateAttempts {
      if let made = try conversation(from: outcomes) { return made }
      (_, _, _, outcomes) = try await lanes.run(
        unit,
        Query(OrganizationStatements.ensure, [scope.organization]),
        Query(UserKind.statements.ensure, [scope.organization, .text(new.userID.text)]),
        Query(ProjectKind.statements.ensure, [scope.organization, .text(new.projectID?.text)]),
        create)
    }
    guard let made = try conversation(from: outcomes) else {
      throw DomainError.aborted(.conversation)
    }
    return made
  }

  /// What an attempt to create made or found; `nil` when another attempt may do better.
  private func conversation(from outcomes: [CreateOutcome]) throws -> Conversation? {
    switch try outcomes.onlyRow(of: ConversationStatements.create) {
    case .kept(let conversation): return conversation
    case .conflict: throw DomainError.alreadyExists(.conversation, field: "conversation_id")
    case .purging:
      throw DomainError.unavailable(.conversation, retryAfter: DomainError.erasureRetry)
    case .incomplete, .raced: return nil
    }
  }

  /// The conversation with this id.
  public func get(_ id: ConversationID, in scope: RequestScope) async throws -> Conversation {
    let rows = try await lanes.run(scope.unit(isIdempotent: true), getQuery(id, in: scope))
    guard let conversation = rows.first else { throw DomainError.notFound(.conversation) }
    return conversation
  }

  /// Conversations that pass the filter, newest first; none when what it names is not there.
  public func list(
    _ filter: ConversationFilter, page: PageRequest, in scope: RequestScope
  ) async throws -> Page<Conversation> {
    let token = PageToken(
      list: .conversations,
      filters: [
        scope.organizationID.text, filter.userID?.text ?? "", filter.projectID?.text ?? "",
      ])
    let start =
      try token.position(from: page.token, ConversationPosition.init(bytes:)) ?? .first
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ConversationStatements.list,
        [
          scope.organization, .text(filter.userID?.text), .text(filter.projectID?.text),
          .timestamptz(start.createdAt.timestamp), .uuid(start.id), .int4(page.size),
          .int8(PageBudget.bytes),
        ]
      ) { row in ListedRow(item: try Conversation(row), found: try row.decode(9)) })
    return Page(rows, token: token) { ConversationPosition($0).bytes }
  }

  /// Changes what `change` says and returns the result.
  public func update(
    _ id: ConversationID, _ change: ConversationChange, in scope: RequestScope
  ) async throws -> Conversation {
    let unit = scope.unit(on: id, isIdempotent: true)
    let (updated, untitled) = try await lanes.run(
      unit,
      Query(
        ConversationStatements.update,
        [
          scope.organization, .uuid(id.uuid),
          .bool(change.title.isSet), .text(change.title.value ?? ""),
          .bool(change.metadata.isSet), .jsonb(change.metadata.value??.json),
        ]
      ) { row in try Conversation(row) },
      TitleSource.query(id, in: scope))
    guard let conversation = updated.first else { throw DomainError.notFound(.conversation) }
    guard let setTitle = untitled.first?.setTitleQuery(of: id, in: scope) else {
      return conversation
    }
    let (_, titled) = try await lanes.run(unit, setTitle, getQuery(id, in: scope))
    guard let conversation = titled.first else { throw DomainError.notFound(.conversation) }
    return conversation
  }

  /// Takes a conversation out of sight, and unless `keepingMemories` those made from it; the purge
  /// erases it and its messages.
  public func delete(
    _ id: ConversationID, keepingMemories: Bool = false, in scope: RequestScope
  ) async throws {
    let (_, rows) = try await lanes.run(
      scope.unit(on: id, isIdempotent: false),
      Query(ConversationStatements.lockMemories, [scope.organization, .uuid(id.uuid)]),
      Query(
        ConversationStatements.delete,
        [scope.organization, .uuid(id.uuid), .bool(keepingMemories)]
      ) { _ in true })
    guard !rows.isEmpty else { throw DomainError.notFound(.conversation) }
    purge.wake()
  }

  private func getQuery(_ id: ConversationID, in scope: RequestScope) -> Query<Conversation> {
    Query(ConversationStatements.get, [scope.organization, .uuid(id.uuid)]) { row in
      try Conversation(row)
    }
  }
}

/// The place of a conversation in a list.
struct ConversationPosition: Equatable {
  /// Before all conversations: no time is later, no id greater.
  static let first = ConversationPosition(
    createdAt: .latest,
    id: UUID(
      uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))

  let createdAt: Moment
  let id: UUID

  init(createdAt: Moment, id: UUID) {
    self.createdAt = createdAt
    self.id = id
  }

  init(_ conversation: Conversation) {
    self.init(createdAt: conversation.createdAt, id: conversation.id.uuid)
  }

  /// From a page token; `nil` when no conversation has such a place.
  init?(bytes: [UInt8]) {
    guard let time = Int64(bigEndianBytes: bytes.prefix(8)),
      let id = UUID(bytes: Array(bytes.dropFirst(8)))
    else { return nil }
    let createdAt = Moment(microsecondsSinceUnixEpoch: time)
    guard (Moment.earliest...Moment.latest).contains(createdAt) else { return nil }
    self.init(createdAt: createdAt, id: id)
  }

  var bytes: [UInt8] { createdAt.microsecondsSinceUnixEpoch.bigEndianBytes + id.bytes }
}
