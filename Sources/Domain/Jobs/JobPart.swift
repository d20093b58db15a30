import FoundationEssentials
import Postgres

/// What a handler asks the database for one job, together with what is asked for the jobs of other
/// workers at that moment.
protocol JobPart: GroupPart {
  var job: ClaimedJob { get }
}

extension JobPart {
  var organization: String { job.organizationID }
  var deadline: ContinuousClock.Instant? { nil }
  var requestID: (any CustomStringConvertible & Sendable)? { nil }
}

extension JobPart where Key == UUID {
  /// A job once: it is one worker's.
  var keys: [UUID] { [job.jobID] }
}

/// What a handler has of a job so far, to be kept for the next attempt.
struct KeepPart: JobPart {
  let job: ClaimedJob
  let progress: String

  var rowCount: Int { 1 }
  var byteCount: Int { progress.utf8.count + 200 }

  /// Keeps those of any jobs in one unit; a part has a row when its job is still held.
  static func group(on lanes: PostgresLanes) -> GroupCommit<KeepPart, Bool> {
    GroupCommit(JobStatements.keep.name, on: lanes) { parts in
      GroupQueries(
        Query(
          JobStatements.keep,
          JobStatements.keys(of: parts.map(\.job)) + [.textArray(parts.map(\.progress))]
        ) { row in GroupRow(part: Int(try row.decode(0, as: Int64.self)) - 1, row: true) })
    }
  }
}
