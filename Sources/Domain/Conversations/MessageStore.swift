public import Postgres

/// Keeps the messages of conversations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MessageStore: Sendable {
  private let lanes: PostgresLanes
  private let appends: GroupCommit<Append, AppendRow>
  private let policy: ConsolidationPolicy
  private let jobs: JobSignal

  /// A store on the service's lanes; `policy` says when a conversation is due for consolidation where
  /// its organization does not.
  ///
  /// - Parameter jobs: told of appends that may have made a conversation due.
  public init(
    lanes: PostgresLanes, policy: ConsolidationPolicy = ConsolidationPolicy(), jobs: JobSignal
  ) {
    self.lanes = lanes
    self.policy = policy
    self.jobs = jobs
    appends = Append.group(on: lanes, policy: policy)
  }

  /// Whether an append made now would probably find room among those that wait.
  public var takesAppends: Bool { appends.takesParts }

  /// Appends 1 to 1,000 messages to the end of a conversation: all, or none.
  ///
  /// Shares a commit with other appends that wait at that time, and returns once it is durable.
  /// The same messages again, in the same order, return the first result.
  public func append(
    _ messages: [NewMessage], to conversation: ConversationID, in scope: RequestScope
  ) async throws -> AppendResult {
    try BatchRule.check(
      messages.map(\.id), atMost: BatchRule.maxMessages, field: "messages", idPath: ".message_id")
    let append = Append(messages, to: conversation, in: scope)
    let rows: [AppendRow]
    do {
      rows = try await appends.run(append, on: scope.key(of: conversation))
    } catch let error as PostgresError where error.constraint == "messages_message_id_key" {
      // An append to another conversation took one of the ids meanwhile: now it is seen.
      rows = try await appends.run(append, on: scope.key(of: conversation))
    }
    let result = try result(of: rows, for: messages)
    // Where the organization has lower thresholds, the relay finds the job by itself.
    if result.activeMessageCount > Int64(policy.messageThreshold) { jobs.wake() }
    return result
  }

  /// Messages of a conversation, deleted ones included.
  public func list(
    _ range: MessageRange, of conversation: ConversationID, page: PageRequest,
    in scope: RequestScope
  ) async throws -> Page<Message> {
    let token = PageToken(
      list: .messages,
      filters: [
        scope.organizationID.text, conversation.text, "\(range.fromSeq)", "\(range.toSeq)",
        "\(range.order.rawValue)",
      ])
    let rest = try token.position(from: page.token) { bytes in
      Int64(bigEndianBytes: bytes).flatMap(range.after)
    }
    let range = rest ?? range
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        range.order == .oldestFirst
          ? MessageStatements.listOldestFirst : MessageStatements.listNewestFirst,
        [
          scope.organization, .uuid(conversation.uuid), .int8(range.fromSeq), .int8(range.toSeq),
          .int4(page.size), .int8(PageBudget.bytes),
        ]
      ) { row -> ListedRow<Message>? in
        guard let found = try row.decodeOptional(10, as: Int64.self) else { return nil }
        return ListedRow(item: try Message(row), found: found)
      })
    guard !rows.isEmpty else { throw DomainError.notFound(.conversation) }
    return Page(rows.compactMap(\.self), token: token) { $0.seq.bigEndianBytes }
  }

  /// Erases what 1 to 1,000 messages say, and returns how many were not erased before; ids and
  /// positions stay. A title made from one of them is made again.
  public func delete(
    _ ids: [MessageID], of conversation: ConversationID, in scope: RequestScope
  ) async throws -> Int32 {
    try BatchRule.check(ids, atMost: BatchRule.maxMessages, field: "message_ids")
    let unit = scope.unit(on: conversation, isIdempotent: false)
    let (_, outcomes, untitled) = try await lanes.run(
      unit,
      lockQuery(conversation, in: scope),
      Query(
        MessageStatements.delete,
        [scope.organization, .uuid(conversation.uuid), .uuidArray(ids.map(\.uuid))]
      ) { row in
        (
          missing: try row.decodeOptional(0, as: Int64.self),
          count: try row.decode(1, as: Int32.self)
        )
      },
      TitleSource.query(conversation, in: scope))
    guard let outcome = outcomes.first else { throw DomainError.notFound(.conversation) }
    if let place = outcome.missing {
      throw DomainError.notFound(.message, field: "message_ids[\(place - 1)]")
    }
    if let setTitle = untitled.first?.setTitleQuery(of: conversation, in: scope) {
      _ = try await lanes.run(unit, setTitle)
    }
    return outcome.count
  }

  private func lockQuery(
    _ conversation: ConversationID, in scope: RequestScope
  ) -> Query<Never> {
    Query(
      ConversationStatements.lock,
      [.textArray([scope.organizationID.text]), .uuidArray([conversation.uuid])])
  }

  private func result(
    of rows: [AppendRow], for messages: [NewMessage]
  ) throws -> AppendResult {
    guard let first = rows.first else { throw DomainError.notFound(.conversation) }
    var activeMessageCount: Int64 = 0
    let appended = try rows.map { row in
      guard case .kept(let seq, let tokenCount, let createdAt, let activeCount) = row.outcome else {
        throw DomainError.alreadyExists(.message, field: "messages[\(first.place)].message_id")
      }
      activeMessageCount = activeCount
      return AppendedMessage(
        id: messages[row.place].id, seq: seq, tokenCount: tokenCount, createdAt: createdAt)
    }
    return AppendResult(messages: appended, activeMessageCount: activeMessageCount)
  }
}
