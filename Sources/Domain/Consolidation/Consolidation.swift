import FoundationEssentials
import Postgres

/// The id of a consolidation, within its conversation.
public typealias ConsolidationID = UniqueID<Consolidation>

/// The summary of a range of a conversation's messages.
public struct Consolidation: Sendable, Hashable {
  public let id: ConsolidationID
  /// 1 when it was made from messages, else from summaries of the level below.
  public let level: Int16
  /// The first and the last message.
  public let messages: ClosedRange<Int64>
  /// Empty when nothing was said in the messages.
  public let content: String
  /// What the content costs in tokens, estimated.
  public let tokenCount: Int32
  /// What the messages cost.
  public let messageTokens: Int64
  /// What made it; empty when nothing was said.
  public let model: String
  /// Tokens that the model read and wrote, as it said.
  public let inputTokens, outputTokens: Int64
  /// Which share of the names, numbers and dates of the messages it has, from 0 to 1.
  public let factRatio: Double
  public let createdAt: Moment
  /// The one that it was merged into; `nil` while it is current.
  public let replacedBy: ConsolidationID?
  /// When what the messages say was erased.
  public let erasedAt: Moment?
}

extension Consolidation {
  /// From the columns of `consolidation_list`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = ConsolidationID(stored: try row.decode(0))
    level = try row.decode(1)
    let first: Int64 = try row.decode(2)
    let last: Int64 = try row.decode(3)
    messages = first...max(first, last)
    content = try row.decode(4)
    tokenCount = try row.decode(5)
    messageTokens = try row.decode(6)
    model = try row.decode(7)
    inputTokens = try row.decode(8)
    outputTokens = try row.decode(9)
    factRatio = try row.decode(10)
    createdAt = try Moment(row, 11)
    replacedBy = try row.decodeOptional(12, as: UUID.self).map { ConsolidationID(stored: $0) }
    erasedAt = try Moment(optional: row, 13)
  }
}

/// How the current summaries of a conversation lie on its messages.
public struct Coverage: Sendable, Hashable {
  /// Messages that were ever appended.
  public let messageCount: Int64
  /// Up to where they are summarised.
  public let consolidatedSeq: Int64
  /// Current summaries.
  public let summaryCount: Int64
  /// Places up to ``messageCount`` at which there is no message.
  public let missingMessages: Int64
  /// Messages up to ``consolidatedSeq`` that no current summary covers.
  public let uncoveredMessages: Int64
  /// Messages that more than one covers, or one that lies beyond ``consolidatedSeq``.
  public let repeatedMessages: Int64
  /// The `seq` of the first message at fault.
  public let firstFault: Int64?

  /// Whether every message is active or covered by exactly one current summary.
  public var isComplete: Bool {
    missingMessages == 0 && uncoveredMessages == 0 && repeatedMessages == 0
  }
}

extension Coverage {
  /// From the columns of `consolidation_coverage`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    messageCount = try row.decode(0)
    consolidatedSeq = try row.decode(1)
    summaryCount = try row.decode(2)
    missingMessages = try row.decode(3)
    uncoveredMessages = try row.decode(4)
    repeatedMessages = try row.decode(5)
    firstFault = try row.decodeOptional(6)
  }
}
