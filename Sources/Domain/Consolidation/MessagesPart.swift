import FoundationEssentials
import Postgres

/// The reading of messages that are to be summarised.
struct MessagesPart: JobPart {
  /// Messages of one summary.
  private static let maxMessages: Int32 = 1_000

  let job: ClaimedJob
  let range: ClosedRange<Int64>
  /// What they may have together, but for the first one.
  let tokens: Int64

  var rowCount: Int { min(range.count, Int(Self.maxMessages)) }
  var byteCount: Int { 200 }

  /// Reads those of any jobs in one unit; a part has its messages in order, one at least unless there
  /// is none.
  static func group(on lanes: PostgresLanes) -> GroupCommit<MessagesPart, TranscriptMessage> {
    GroupCommit(ConsolidationStatements.messages.name, on: lanes) { parts in
      GroupQueries(
        Query(
          ConsolidationStatements.messages,
          [
            .textArray(parts.map(\.job.organizationID)), .uuidArray(parts.map(\.job.subjectID)),
            .int8Array(parts.map(\.range.lowerBound)), .int8Array(parts.map(\.range.upperBound)),
            .int8Array(parts.map(\.tokens)), .int4(maxMessages),
          ]
        ) { row in
          GroupRow(
            part: Int(try row.decode(0, as: Int64.self)) - 1, row: try TranscriptMessage(row))
        })
    }
  }
}
