public import Postgres

/// Summaries of conversations, as their callers see them.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ConsolidationStore: Sendable {
  /// The first pause between two looks for the end of a consolidation; it grows to the longest.
  private static let firstPause = Duration.milliseconds(20)
  private static let longestPause = Duration.milliseconds(500)

  private let lanes: PostgresLanes
  private let policy: ConsolidationPolicy
  private let jobs: JobSignal

  /// A store on the service's lanes; `policy` holds where an organization has none of its own, and
  /// `jobs` is told of consolidations that were asked for.
  public init(lanes: PostgresLanes, policy: ConsolidationPolicy, jobs: JobSignal) {
    self.lanes = lanes
    self.policy = policy
    self.jobs = jobs
  }

  // MARK: Asking

  /// How far a consolidation that was asked for has come.
  public struct Progress: Sendable, Hashable {
    /// Up to where messages are to be summarised.
    public let targetSeq: Int64
    /// Up to where they are.
    public let consolidatedSeq: Int64
    /// Messages that are not.
    public let activeMessageCount: Int64

    /// Whether all is done that was asked for.
    public var isDone: Bool { consolidatedSeq >= targetSeq }
  }

  /// Asks for the summary of all messages but the newest, which stay active.
  ///
  /// - Parameter waiting: returns when it is made, at the latest a moment before the deadline;
  ///   throws when it has failed for good.
  public func consolidate(
    _ conversation: ConversationID, waiting: Bool, in scope: RequestScope
  ) async throws -> Progress {
    let (_, asked) = try await lanes.run(
      scope.unit(on: conversation, isIdempotent: true),
      lockQuery(conversation, in: scope),
      Query(
        ConsolidationStatements.request,
        [scope.organization, .uuid(conversation.uuid), .int4(policy.keepRecent)]
      ) { row in
        (target: try row.decode(0, as: Int64.self), isAsked: try row.decode(1, as: Bool.self))
      })
    guard let asked = asked.first else { throw DomainError.notFound(.conversation) }
    if asked.isAsked { jobs.wake() }
    var pause = Self.firstPause
    while true {
      let progress = try await progress(of: conversation, to: asked.target, in: scope)
      if progress.isDone || !waiting { return progress }
      if let deadline = scope.deadline, .now + pause * 2 >= deadline { return progress }
      try await Task.sleep(for: pause)
      pause = min(pause * 2, Self.longestPause)
    }
  }

  private func progress(
    of conversation: ConversationID, to target: Int64, in scope: RequestScope
  ) async throws -> Progress {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ConsolidationStatements.state, [scope.organization, .uuid(conversation.uuid)]
      ) { row in
        (
          consolidated: try row.decode(0, as: Int64.self),
          active: try row.decode(1, as: Int64.self),
          hasFailed: try row.decode(2, as: Bool.self)
        )
      })
    guard let row = rows.first else { throw DomainError.notFound(.conversation) }
    let progress = Progress(
      targetSeq: target, consolidatedSeq: row.consolidated, activeMessageCount: row.active)
    if row.hasFailed, !progress.isDone {
      throw DomainError.failedPrecondition(.consolidation, .consolidationFailed)
    }
    return progress
  }

  // MARK: Reading

  /// Summaries of a conversation, those of the latest messages first; current ones alone, or also
  /// those that were merged.
  public func list(
    of conversation: ConversationID, includingMerged: Bool, page: PageRequest,
    in scope: RequestScope
  ) async throws -> Page<Consolidation> {
    let token = PageToken(
      list: .consolidations,
      filters: [scope.organizationID.text, conversation.text, "\(includingMerged)"])
    let start =
      try token.position(from: page.token, ConsolidationPosition.init(bytes:))
      ?? .first
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ConsolidationStatements.list,
        [
          scope.organization, .uuid(conversation.uuid), .bool(includingMerged),
          .int8(start.fromSeq), .int2(start.level), .int4(page.size), .int8(PageBudget.bytes),
        ]
      ) { row -> ListedRow<Consolidation>? in
        guard let found = try row.decodeOptional(14, as: Int64.self) else { return nil }
        return ListedRow(item: try Consolidation(row), found: found)
      })
    guard !rows.isEmpty else { throw DomainError.notFound(.conversation) }
    return Page(rows.compactMap(\.self), token: token) { ConsolidationPosition($0).bytes }
  }

  /// Holds the current summaries of a conversation against its messages.
  public func coverage(
    of conversation: ConversationID, in scope: RequestScope
  ) async throws -> Coverage {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ConsolidationStatements.coverage, [scope.organization, .uuid(conversation.uuid)]
      ) { row in try Coverage(row) })
    guard let coverage = rows.first else { throw DomainError.notFound(.conversation) }
    return coverage
  }

  // MARK: Undoing

  /// What was taken back.
  public struct Undone: Sendable, Hashable {
    /// The messages that are active again.
    public let messages: ClosedRange<Int64>
    /// Memories that were made with the summary and are gone.
    public let memoryCount: Int64
  }

  /// Takes back the latest summary of a conversation, with the memories that were made with it; its
  /// messages are active again.
  public func undo(
    _ id: ConsolidationID, of conversation: ConversationID, in scope: RequestScope
  ) async throws -> Undone {
    let (_, _, rows) = try await lanes.run(
      scope.unit(on: conversation, isIdempotent: false),
      lockQuery(conversation, in: scope),
      Query<Never>(
        ConversationStatements.lockMemories, [scope.organization, .uuid(conversation.uuid)]),
      Query(
        ConsolidationStatements.undo,
        [scope.organization, .uuid(conversation.uuid), .uuid(id.uuid)]
      ) { row in
        (
          refusal: try row.decodeOptional(0, as: String.self),
          first: try row.decode(1, as: Int64.self), last: try row.decode(2, as: Int64.self),
          memories: try row.decode(3, as: Int64.self)
        )
      })
    guard let row = rows.first else { throw DomainError.notFound(.consolidation) }
    if let refusal = row.refusal {
      throw DomainError.failedPrecondition(.consolidation, Self.obstacle(for: refusal))
    }
    return Undone(messages: row.first...max(row.first, row.last), memoryCount: row.memories)
  }

  private static func obstacle(for refusal: String) -> DomainError.Obstacle {
    switch refusal {
    case "merged": .summaryMerged
    case "not_latest": .summaryNotLatest
    default: .messagesErased
    }
  }

  private func lockQuery(
    _ conversation: ConversationID, in scope: RequestScope
  ) -> Query<Never> {
    Query(
      ConversationStatements.lock,
      [.textArray([scope.organizationID.text]), .uuidArray([conversation.uuid])])
  }
}

/// Where a list of summaries goes on.
private struct ConsolidationPosition {
  static let first = ConsolidationPosition(fromSeq: .max, level: .max)

  let fromSeq: Int64
  let level: Int16

  init(fromSeq: Int64, level: Int16) {
    self.fromSeq = fromSeq
    self.level = level
  }

  init(_ consolidation: Consolidation) {
    fromSeq = consolidation.messages.lowerBound
    level = consolidation.level
  }

  /// From a page token; `nil` when no summary has such a place.
  init?(bytes: [UInt8]) {
    guard let fromSeq = Int64(bigEndianBytes: bytes.prefix(8)), fromSeq >= 1,
      let level = Int16(bigEndianBytes: bytes.dropFirst(8)), level >= 1
    else { return nil }
    self.init(fromSeq: fromSeq, level: level)
  }

  var bytes: [UInt8] { fromSeq.bigEndianBytes + level.bigEndianBytes }
}
