import FoundationEssentials
import LLM
import Postgres

/// A summary on its way to become its conversation's, with its memories, which ends its job.
struct SummaryCommit: Sendable {
  let job: ClaimedJob
  let id: ConsolidationID
  let progress: SummaryProgress
  let memories: SummaryMemories
  private let content: String
  private let erases: Bool

  init(_ progress: SummaryProgress, _ plan: ConsolidationPlan, of job: ClaimedJob) {
    self.job = job
    self.progress = progress
    id = ConsolidationID()
    memories = SummaryMemories(
      progress, plan, consolidation: id, of: job.organizationID)
    content = progress.summary.clipped(toBytes: TextLimits.maxSummaryBytes)
    erases = plan.retention == .delete
  }

  var byteCount: Int { content.utf8.count + 400 }

  /// Ends the jobs of `commits` and makes their summaries the conversations'.
  ///
  /// - Parameter isAdded: whether their memories have been added before, in the same unit; else they
  ///   are stored afterwards.
  static func query(
    _ commits: [SummaryCommit], isAdded: Bool, policy: ConsolidationPolicy
  ) -> Query<GroupRow<Bool>> {
    Query(
      ConsolidationStatements.commit,
      [
        .textArray(commits.map(\.job.organizationID)), .uuidArray(commits.map(\.job.subjectID)),
        .uuidArray(commits.map(\.job.jobID)), .int8Array(commits.map(\.job.fencingToken)),
        .uuidArray(commits.map(\.id.uuid)), .int8Array(commits.map(\.progress.fromSeq)),
        .int8Array(commits.map(\.progress.toSeq)), .textArray(commits.map(\.content)),
        .int4Array(commits.map { TokenEstimate.tokens(in: $0.content) }),
        .textArray(commits.map(\.progress.model)),
        .int8Array(commits.map(\.progress.inputTokens)),
        .int8Array(commits.map(\.progress.outputTokens)),
        .float8Array(commits.map { $0.progress.factRatio ?? 1 }),
        .boolArray(commits.map(\.erases)),
        .int8Array(commits.map { Int64($0.progress.erasedCount) }),
        .int8Array(commits.map { isAdded ? Int64($0.memories.all.count) : nil }),
      ] + policy.dueParameters + [.int4(ConsolidationPolicy.maxSummaries)]
    ) { row in
      GroupRow(part: Int(try row.decode(0, as: Int64.self)) - 1, row: try row.decode(1))
    }
  }
}

/// A summary whose memories are only to be added: most are like that.
struct SummaryPart: JobPart {
  let commit: SummaryCommit
  let add: AddPart

  var job: ClaimedJob { commit.job }
  var rowCount: Int { add.rowCount }
  var byteCount: Int { commit.byteCount + add.byteCount }
  var keys: [StorePart.Key] { add.keys }

  /// Commits those of any jobs in one unit. A part's row is `false` when there was more to do than to
  /// add, and nothing was done; SQL refuses when something is not true any more.
  static func group(
    on lanes: PostgresLanes, policy: ConsolidationPolicy, limits: MemoryLimits,
    language: TextLanguage
  ) -> GroupCommit<SummaryPart, Bool> {
    // A repeat could bring back a memory that was deleted in between.
    GroupCommit(ConsolidationStatements.commit.name, on: lanes, isIdempotent: false) { parts in
      queries(parts, policy: policy, limits: limits, language: language)
    }
  }

  /// The statements of a unit that commits `parts`.
  static func queries(
    _ parts: [SummaryPart], policy: ConsolidationPolicy, limits: MemoryLimits,
    language: TextLanguage
  ) -> GroupQueries<Bool> {
    let commits = parts.map(\.commit)
    let adding = AddPart.queries(parts.map(\.add), limits: limits, language: language)
    let locking = [ConversationStatements.lockQuery(commits.map(\.job))]
    return GroupQueries(
      before: adding.before + locking + [adding.change.withoutRows],
      SummaryCommit.query(commits, isAdded: true, policy: policy),
      after: SummaryMemories.supersedeQuery(commits.map(\.memories)).map { [$0] } ?? [])
  }
}
