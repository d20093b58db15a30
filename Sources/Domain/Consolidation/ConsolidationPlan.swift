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

  /// From the columns of `consolidation_plan`.
  init(_ row: borrowing PostgresRow, of conversation: UUID) throws(PostgresError) {
    self.conversation = ConversationID(stored: conversation)
    userID = UserID(stored: try row.decode(0))
    projectID = try row.decodeOptional(1, as: String.self).map { ProjectID(stored: $0) }
    consolidatedSeq = try row.decode(2)
    targetSeq = try row.decode(3)
    summaryScope = SummaryScope(rawValue: try row.decode(4)) ?? .user
    retention = MessageRetention(rawValue: try row.decode(5)) ?? .archive
    progress = try row.decodeOptional(6, as: String.self).flatMap(SummaryProgress.init(json:))
    previous = try row.decodeOptional(7, as: String.self) ?? ""
    fullLevel = try row.decodeOptional(8)
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
