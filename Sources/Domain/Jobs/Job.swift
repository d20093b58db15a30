public import FoundationEssentials
import Postgres

/// Where a job stands; the numbers are the database's.
public enum JobState: Int16, Sendable, Hashable {
  case open = 1
  case leased, done, dead
}

/// A job as people see it.
public struct Job: Sendable {
  public let organizationID: String
  public let id: JobID
  public let queue: JobQueue
  public let subjectKind: JobSubjectKind
  public let subjectID: UUID
  public let state: JobState
  /// How often it was tried and failed.
  public let attempts: Int32
  /// How many workers it lost.
  public let crashes: Int32
  public let runAfter: Moment
  /// For a leased one.
  public let leaseUntil: Moment?
  /// Why it failed last.
  public let lastError: String?
  public let createdAt: Moment
  /// For one that is done or dead.
  public let finishedAt: Moment?

  /// The id of the subject, in lower case.
  public var subjectText: String { subjectID.lowercaseText }
}

/// The id of a job, within its organization.
public typealias JobID = UniqueID<Job>

extension Job {
  /// How many columns of a row are the job's.
  static let columnCount = 13

  /// From the columns of `job_get`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    organizationID = try row.decode(0)
    id = JobID(stored: try row.decode(1))
    queue = try JobQueue(row, 2)
    subjectKind = try Self.known(try row.decode(3, as: Int16.self), JobSubjectKind.init)
    subjectID = try row.decode(4)
    state = try Self.known(try row.decode(5, as: Int16.self), JobState.init)
    attempts = try row.decode(6)
    crashes = try row.decode(7)
    runAfter = try Moment(row, 8)
    leaseUntil = try Moment(optional: row, 9)
    lastError = try row.decodeOptional(10)
    createdAt = try Moment(row, 11)
    finishedAt = try Moment(optional: row, 12)
  }

  static func known<Value>(
    _ number: Int16, _ make: (Int16) -> Value?
  ) throws(PostgresError) -> Value {
    guard let value = make(number) else {
      throw PostgresError(.decoding, attempted: "job", reason: "unknown number \(number)")
    }
    return value
  }
}

extension JobQueue {
  /// All queues of a deployment.
  public static let all = [consolidation, embedding]

  /// From a column with its number.
  init(_ row: borrowing PostgresRow, _ column: Int) throws(PostgresError) {
    self = try Job.known(try row.decode(column, as: Int16.self)) { number in
      Self.all.first { $0.number == number }
    }
  }
}
