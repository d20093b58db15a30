import Postgres

/// How a queue of the whole deployment stands.
public struct QueueStats: Sendable {
  public let queue: JobQueue
  /// Jobs that are not done and that no worker has.
  public let open: Int64
  /// Those of them that may be tried now.
  public let due: Int64
  /// Jobs that workers have.
  public let leased: Int64
  public let dead: Int64
  /// For how many milliseconds the oldest due job has been due; 0 when none is.
  public let oldestDueMs: Int64
  /// Since when it is paused; `nil` when it is not.
  public let pausedAt: Moment?
  /// Who paused it, as they said.
  public let pausedBy: String?
  /// Milliseconds until the next call of an LLM may be made.
  public private(set) var limiterWaitMs: Int64 = 0

  /// From the columns of `job_queue_stats`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    queue = try JobQueue(row, 0)
    open = try row.decode(1)
    due = try row.decode(2)
    leased = try row.decode(3)
    dead = try row.decode(4)
    oldestDueMs = try row.decode(5)
    pausedAt = try Moment(optional: row, 6)
    pausedBy = try row.decodeOptional(7)
  }

  /// The same with what the limit of calls says.
  func waiting(_ wait: Duration) -> QueueStats {
    var stats = self
    stats.limiterWaitMs = Int64(wait / .milliseconds(1))
    return stats
  }
}
