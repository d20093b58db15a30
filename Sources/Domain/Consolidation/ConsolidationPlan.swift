import FoundationEssentials
import Postgres

/// What there is to do for the job of a conversation.
struct ConsolidationPlan: Sendable {
  let conversation: ConversationID
  let userID: UserID
  /// `nil` when the conversation belongs to no project.
  let projectID: ProjectID?
  let consolidatedSeq: Int64
  /// Up to where messages are to be summarised.
  let targetSeq: Int64
  let summaryScope: SummaryScope
  let retention: MessageRetention
  /// What an earlier attempt has kept.
  let progress: SummaryProgress?
  /// The latest current summary; empty when there is none.
  let previous: String
  /// The lowest level whose summaries are to be merged.
  let fullLevel: Int16?
  /// What is known of the user and, where summaries are shared, of the project; the most important
  /// first.
  let known: [KnownFact]
  /// The keys of those of them that can have memories already.
  let scopeKeys: [String]

  /// A memory that a model is given.
  struct KnownFact: Sendable {
    let id: UUID
    let content: String
  }

  /// From the columns of `consolidation_plan` behind the number.
  init(_ row: borrowing PostgresRow, of conversation: UUID) throws(PostgresError) {
    self.conversation = ConversationID(stored: conversation)
    userID = UserID(stored: try row.decode(1))
    projectID = try row.decodeOptional(2, as: String.self).map { ProjectID(stored: $0) }
    consolidatedSeq = try row.decode(3)
    targetSeq = try row.decode(4)
    summaryScope = SummaryScope(rawValue: try row.decode(5)) ?? .user
    retention = MessageRetention(rawValue: try row.decode(6)) ?? .archive
    progress = try row.decodeOptional(7, as: String.self).flatMap(SummaryProgress.init(json:))
    previous = try row.decodeOptional(8, as: String.self) ?? ""
    fullLevel = try row.decodeOptional(9)
    let ids: [UUID] = try row.decodeArray(10)
    let contents: [String] = try row.decodeArray(11)
    known = zip(ids, contents).map { KnownFact(id: $0, content: $1) }
    scopeKeys = try row.decodeArray(12)
  }

  /// Where the copy of a summary, and facts about more than the user, are kept.
  var place: MemoryPlace {
    switch summaryScope {
    case .project where projectID != nil:
      MemoryPlace(stored: .project, projectID: projectID, userID: userID)
    case .project, .user: personalPlace
    }
  }

  /// Where facts about the user are kept.
  var personalPlace: MemoryPlace {
    MemoryPlace(stored: .user, projectID: nil, userID: userID)
  }
}

/// The look at what there is to do for a job.
struct PlanPart: JobPart {
  /// The longest known memory, in bytes.
  private static let maxKnownBytes: Int32 = 500

  let job: ClaimedJob
  /// Known memories at most.
  let knownCount: Int32

  var rowCount: Int { 1 }
  var byteCount: Int { 200 }

  /// Looks for any jobs in one unit; a part has a row when the conversation is there.
  static func group(
    on lanes: PostgresLanes, policy: ConsolidationPolicy
  ) -> GroupCommit<PlanPart, ConsolidationPlan> {
    GroupCommit(ConsolidationStatements.plan.name, on: lanes) { parts in
      // The lock waits for appends that saw a job open, and so added none of their own.
      GroupQueries(
        before: [ConversationStatements.lockQuery(parts.map(\.job))], query(parts, policy))
    }
  }

  private static func query(
    _ parts: [PlanPart], _ policy: ConsolidationPolicy
  ) -> Query<GroupRow<ConsolidationPlan>> {
    let conversations = parts.map(\.job.subjectID)
    return Query(
      ConsolidationStatements.plan,
      [
        .textArray(parts.map(\.job.organizationID)), .uuidArray(conversations),
        .uuidArray(parts.map(\.job.jobID)), .int4Array(parts.map(\.knownCount)),
        .int4(policy.messageThreshold), .int4(policy.tokenThreshold), .int4(policy.keepRecent),
        .int4(policy.idleSeconds), .int2(policy.summaryScope.rawValue),
        .int2(policy.retention.rawValue), .int4(ConsolidationPolicy.maxSummaries),
        .int4(maxKnownBytes),
      ]
    ) { row in
      let part = Int(try row.decode(0, as: Int64.self)) - 1
      guard conversations.indices.contains(part) else {
        throw PostgresError(
          .decoding, attempted: "consolidation_plan", reason: "there is no such part")
      }
      return GroupRow(part: part, row: try ConsolidationPlan(row, of: conversations[part]))
    }
  }
}

extension ConversationStatements {
  /// Locks the conversations of `jobs`.
  static func lockQuery(_ jobs: [ClaimedJob]) -> Query<Never> {
    Query(lock, [.textArray(jobs.map(\.organizationID)), .uuidArray(jobs.map(\.subjectID))])
  }
}
