import FoundationEssentials
import LLM
public import Postgres

/// What workers read and write in the database while they summarise conversations. What several of
/// them ask for at once is asked for together.
public struct ConsolidationWork: Sendable {
  /// Known facts that a model is given.
  private static let maxKnown: Int32 = 40
  /// Summaries that are merged at once.
  private static let maxMerged: Int32 = 32

  private let lanes: PostgresLanes
  private let readingLanes: PostgresLanes
  private let models: EmbeddingModels
  private let policy: ConsolidationPolicy
  private let limits: MemoryLimits
  private let language: TextLanguage
  private let plans: GroupCommit<PlanPart, ConsolidationPlan>
  private let messages: GroupCommit<MessagesPart, TranscriptMessage>
  private let keeps: GroupCommit<KeepPart, Bool>
  private let commits: GroupCommit<SummaryPart, Bool>

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
    plans = PlanPart.group(on: readingLanes, policy: policy)
    messages = MessagesPart.group(on: readingLanes)
    keeps = KeepPart.group(on: lanes)
    commits = SummaryPart.group(on: lanes, policy: policy, limits: limits, language: language)
  }

  // MARK: Reading

  /// `nil` when the conversation is gone. What is known is read where a model is to be told of it.
  func plan(_ job: ClaimedJob, tellsKnown: Bool) async throws -> ConsolidationPlan? {
    let part = PlanPart(job: job, knownCount: tellsKnown ? Self.maxKnown : 0)
    return try await plans.run(part, on: job.organizationID).first
  }

  /// The messages of a range that fit into `tokens`, in order; at least the first one.
  func messages(
    _ range: ClosedRange<Int64>, tokens: Int64, of job: ClaimedJob
  ) async throws -> [TranscriptMessage] {
    let part = MessagesPart(job: job, range: range, tokens: tokens)
    return try await messages.run(part, on: job.organizationID)
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
    let part = KeepPart(job: job, progress: try progress.json)
    let held = try await keeps.run(part, on: job.organizationID)
    FaultPoint.afterKeep.pass()
    return !held.isEmpty
  }

  /// Makes a summary the conversation's, with its memories, and finishes the job: all in one
  /// transaction.
  func commit(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, of job: ClaimedJob
  ) async throws {
    let commit = SummaryCommit(progress, plan, of: job)
    let memories = StorePart(commit.memories.all, organization: job.organizationID)
    if try await !add(memories, commit, plan) {
      try await ensureScopes(commit.memories.places, of: job)
      try await store(memories, commit)
    }
    FaultPoint.afterCommit.pass()
  }

  /// Where its memories are only to be added; `false` when there is more to do, and nothing was done.
  private func add(
    _ memories: StorePart, _ commit: SummaryCommit, _ plan: ConsolidationPlan
  ) async throws -> Bool {
    if try await add(memories, commit) { return true }
    let new = commit.memories.places.filter { !plan.scopeKeys.contains($0.key) }
    guard !new.isEmpty else { return false }
    try await ensureScopes(new, of: commit.job)
    return try await add(memories, commit)
  }

  private func add(_ memories: StorePart, _ commit: SummaryCommit) async throws -> Bool {
    guard let add = await AddPart(memories, models: models) else { return false }
    let part = SummaryPart(commit: commit, add: add)
    return try await commits.run(part, on: commit.job.organizationID).first ?? false
  }

  private func ensureScopes(_ places: [MemoryPlace], of job: ClaimedJob) async throws {
    try await MemoryOwners.ensure(
      places, of: job.organizationID, UnitOptions(organizations: [], isIdempotent: true),
      on: lanes)
  }

  private func store(_ memories: StorePart, _ commit: SummaryCommit) async throws {
    let storing = StorePart.queries([memories], limits: limits, language: language)
    let ending = SummaryCommit.query([commit], isAdded: false, policy: policy)
    _ = try await lanes.run(
      UnitOptions(organizations: []),
      all: storing.before
        + [ConversationStatements.lockQuery([commit.job]), ending.withoutRows]
        + [storing.change.withoutRows, commit.memories.markQuery])
  }

  /// Puts one summary in the place of several, and finishes the job.
  func merge(_ progress: SummaryProgress, of job: ClaimedJob) async throws {
    let id = ConsolidationID()
    let content = progress.summary.clipped(toBytes: TextLimits.maxSummaryBytes)
    _ = try await lanes.run(
      UnitOptions(organizations: []),
      ConversationStatements.lockQuery([job]),
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
}

extension PostgresError {
  /// Whether SQL refused since something is not true any more: see `engram.refuse`.
  var isRefusal: Bool { sqlState == "EN001" }
}
