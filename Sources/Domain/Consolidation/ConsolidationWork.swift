import FoundationEssentials
import LLM
public import Postgres

/// What a worker reads and writes in the database while it summarises a conversation.
public struct ConsolidationWork: Sendable {
  /// Known facts that a model is given, and the longest of them in bytes.
  private static let maxKnown: Int32 = 40
  private static let maxKnownBytes: Int32 = 500
  /// Messages of one summary.
  private static let maxMessages: Int32 = 1_000
  /// Summaries that are merged at once.
  private static let maxMerged: Int32 = 32

  private let lanes: PostgresLanes
  private let readingLanes: PostgresLanes
  private let models: EmbeddingModels
  private let policy: ConsolidationPolicy
  private let limits: MemoryLimits
  private let language: TextLanguage

  /// Work on the system role's lanes: `lanes`, whose commits are durable, and `readingLanes`, whose
  /// need not be. `policy` and `limits` hold where an organization has none of its own.
  public init(
    lanes: PostgresLanes, readingLanes: PostgresLanes, models: EmbeddingModels,
    policy: ConsolidationPolicy, limits: MemoryLimits, language: TextLanguage
  ) {
    self.lanes = lanes
    self.readingLanes = readingLanes
    self.models = models
    self.policy = policy
    self.limits = limits
    self.language = language
  }

  // MARK: Reading

  /// `nil` when the conversation is gone.
  func plan(_ job: ClaimedJob) async throws -> ConsolidationPlan? {
    // The lock waits for appends that saw this job open, and so added none of their own.
    let (_, rows) = try await readingLanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      lockQuery(job),
      Query(
        ConsolidationStatements.plan,
        [
          .text(job.organizationID), .uuid(job.subjectID), .uuid(job.jobID),
          .int4(policy.messageThreshold), .int4(policy.tokenThreshold), .int4(policy.keepRecent),
          .int4(policy.idleSeconds), .int2(policy.summaryScope.rawValue),
          .int2(policy.retention.rawValue), .int4(ConsolidationPolicy.maxSummaries),
        ]
      ) { row in try ConsolidationPlan(row, of: job.subjectID) })
    return rows.first
  }

  /// The messages of a range that fit into `tokens`, in order; at least the first one.
  func messages(
    _ range: ClosedRange<Int64>, tokens: Int64, of job: ClaimedJob
  ) async throws -> [TranscriptMessage] {
    try await readingLanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      messagesQuery(range, tokens: tokens, of: job))
  }

  /// The same, and what is known of the user and, where summaries are shared, of the project.
  func messagesAndFacts(
    _ range: ClosedRange<Int64>, tokens: Int64, _ plan: ConsolidationPlan, of job: ClaimedJob
  ) async throws -> (messages: [TranscriptMessage], known: [KnownFact]) {
    let keys = Set([plan.place.key, plan.personalPlace.key]).sorted()
    return try await readingLanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      messagesQuery(range, tokens: tokens, of: job),
      Query(
        ConsolidationStatements.facts,
        [
          .text(job.organizationID), .textArray(keys), .int4(Self.maxKnown),
          .int4(Self.maxKnownBytes),
        ]
      ) { row in KnownFact(id: try row.decode(0), content: try row.decode(1)) })
  }

  private func messagesQuery(
    _ range: ClosedRange<Int64>, tokens: Int64, of job: ClaimedJob
  ) -> Query<TranscriptMessage> {
    Query(
      ConsolidationStatements.messages,
      [
        .text(job.organizationID), .uuid(job.subjectID), .int8(range.lowerBound),
        .int8(range.upperBound), .int8(tokens), .int4(Self.maxMessages),
      ]
    ) { row in try TranscriptMessage(row) }
  }

  /// A memory that a model is given.
  struct KnownFact: Sendable {
    let id: UUID
    let content: String
  }

  /// A summary that is to be merged with others.
  struct Source: Sendable {
    let id: UUID
    let messages: ClosedRange<Int64>
    let content: String
  }

  /// The current summaries of a level, in the order of their messages.
  func sources(level: Int16, of job: ClaimedJob) async throws -> [Source] {
    try await readingLanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(
        ConsolidationStatements.sources,
        [
          .text(job.organizationID), .uuid(job.subjectID), .int2(level), .int4(Self.maxMerged),
        ]
      ) { row in
        let first: Int64 = try row.decode(1)
        return Source(
          id: try row.decode(0), messages: first...max(first, try row.decode(2)),
          content: try row.decode(3))
      })
  }

  // MARK: Writing

  /// Keeps what there is of a summary with the job; `false` when the job is another worker's by now.
  func keep(_ progress: SummaryProgress, of job: ClaimedJob) async throws -> Bool {
    let held = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      JobStatements.keepQuery(job, try progress.json))
    FaultPoint.afterKeep.pass()
    return !held.isEmpty
  }

  /// Makes a summary the conversation's, with its memories, and finishes the job: all in one
  /// transaction.
  func commit(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, of job: ClaimedJob
  ) async throws {
    let memories = SummaryMemories(progress, plan)
    let part = StorePart(memories.all, organization: job.organizationID)
    if try await !commit(progress, plan, of: job, adding: memories, part) {
      try await commit(progress, plan, of: job, storing: memories, part)
    }
    FaultPoint.afterCommit.pass()
  }

  /// Where its memories are only to be added; `false` when there is more to do, or SQL refuses for
  /// another reason, and nothing was done.
  private func commit(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, of job: ClaimedJob,
    adding memories: SummaryMemories, _ part: StorePart
  ) async throws -> Bool {
    guard let add = await AddPart(part, models: models) else { return false }
    let group = AddPart.queries([add], limits: limits, language: language)
    let id = ConsolidationID()
    do {
      _ = try await lanes.run(
        UnitOptions(organizations: []),
        group.lock,
        lockQuery(job),
        commitQuery(progress, plan, id, of: job),
        group.change,
        memories.markQuery(consolidation: id, organization: job.organizationID, needsAll: true))
      return true
    } catch let error as PostgresError where error.isRefusal {
      return false
    }
  }

  private func commit(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, of job: ClaimedJob,
    storing memories: SummaryMemories, _ part: StorePart
  ) async throws {
    try await MemoryOwners.ensure(
      memories.places, of: job.organizationID,
      UnitOptions(organizations: [], isIdempotent: true), on: lanes)
    let group = StorePart.queries([part], limits: limits, language: language)
    let id = ConsolidationID()
    _ = try await lanes.run(
      UnitOptions(organizations: []),
      group.lock,
      lockQuery(job),
      commitQuery(progress, plan, id, of: job),
      group.change,
      memories.markQuery(consolidation: id, organization: job.organizationID, needsAll: false))
  }

  /// Puts one summary in the place of several, and finishes the job.
  func merge(_ progress: SummaryProgress, of job: ClaimedJob) async throws {
    let id = ConsolidationID()
    let content = Self.clipped(progress.summary)
    _ = try await lanes.run(
      UnitOptions(organizations: []),
      lockQuery(job),
      Query<Never>(
        ConsolidationStatements.replace,
        [
          .text(job.organizationID), .uuid(job.subjectID), .uuid(job.jobID),
          .int8(job.fencingToken), .uuid(id.uuid), .uuidArray(progress.merged),
        ]),
      Query<Never>(
        ConsolidationStatements.merge,
        [
          .text(job.organizationID), .uuid(job.subjectID), .uuid(job.jobID), .uuid(id.uuid),
          .text(content), .int4(TokenEstimate.tokens(in: content)), .text(progress.model),
          .int8(progress.inputTokens), .int8(progress.outputTokens),
          .float8(progress.factRatio ?? 1),
        ]))
    FaultPoint.afterCommit.pass()
  }

  private func lockQuery(_ job: ClaimedJob) -> Query<Never> {
    Query(
      ConversationStatements.lock,
      [.textArray([job.organizationID]), .uuidArray([job.subjectID])])
  }

  private func commitQuery(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, _ id: ConsolidationID,
    of job: ClaimedJob
  ) -> Query<Never> {
    let content = Self.clipped(progress.summary)
    return Query(
      ConsolidationStatements.commit,
      [
        .text(job.organizationID), .uuid(job.subjectID), .uuid(job.jobID),
        .int8(job.fencingToken), .uuid(id.uuid), .int8(progress.fromSeq), .int8(progress.toSeq),
        .text(content), .int4(TokenEstimate.tokens(in: content)), .text(progress.model),
        .int8(progress.inputTokens), .int8(progress.outputTokens),
        .float8(progress.factRatio ?? 1), .bool(plan.retention == .delete),
      ] + policy.dueParameters
        + [.int4(ConsolidationPolicy.maxSummaries), .int8(Int64(progress.erasedCount))])
  }

  private static func clipped(_ summary: String) -> String {
    summary.clipped(toBytes: TextLimits.maxSummaryBytes)
  }
}

extension PostgresError {
  /// Whether SQL refused since something is not true any more: see `engram.refuse`.
  var isRefusal: Bool { sqlState == "EN001" }
}
