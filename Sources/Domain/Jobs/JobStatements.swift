public import FoundationEssentials
public import Postgres

/// The statements about jobs, each a file in `SQL/`; all are the system role's but `get`, `list` and
/// `retry`, which are the service's.
public enum JobStatements {
  static let claim = Statement("job_claim", PackageResources.job_claim_sql)
  static let extend = Statement("job_extend", PackageResources.job_extend_sql)
  static let finish = Statement("job_finish", PackageResources.job_finish_sql)
  static let finishKept = Statement("job_finish_kept", PackageResources.job_finish_kept_sql)
  static let keep = Statement("job_keep", PackageResources.job_keep_sql)
  static let release = Statement("job_release", PackageResources.job_release_sql)
  static let bury = Statement("job_bury", PackageResources.job_bury_sql)
  static let sweep = Statement("job_sweep", PackageResources.job_sweep_sql)
  static let publish = Statement("job_publish", PackageResources.job_publish_sql)
  static let counts = Statement("job_counts", PackageResources.job_counts_sql)
  static let sweepDone = Statement("job_sweep_done", PackageResources.job_sweep_done_sql)
  static let get = Statement("job_get", PackageResources.job_get_sql)
  static let list = Statement("job_list", PackageResources.job_list_sql)
  static let listAll = Statement("job_list_all", PackageResources.job_list_all_sql)
  static let retry = Statement("job_retry", PackageResources.job_retry_sql)
  static let stats = Statement("job_queue_stats", PackageResources.job_queue_stats_sql)
  static let pause = Statement("job_queue_pause", PackageResources.job_queue_pause_sql)
  static let resume = Statement("job_queue_resume", PackageResources.job_queue_resume_sql)

  /// Finishes `jobs` within a unit of the caller's, on the system role's lanes; the outcome of each
  /// is then `finished`. It is safe to repeat.
  ///
  /// - Parameter keeps: whether they stay, as `keepsDone` of their queue says.
  /// - Returns: a query for the ids of those that were still held under their tokens.
  public static func finishQuery(_ jobs: [ClaimedJob], keeps: Bool = false) -> Query<UUID> {
    Query(keeps ? finishKept : finish, keys(of: jobs)) { row in try row.decode(0) }
  }

  /// The first three parameters of statements about jobs that are held.
  static func keys(of jobs: [ClaimedJob]) -> [PostgresValue] {
    [
      .textArray(jobs.map(\.organizationID)), .uuidArray(jobs.map(\.jobID)),
      .int8Array(jobs.map(\.fencingToken)),
    ]
  }
}

extension ClaimedJob {
  /// How many columns of a row are the job's.
  static let columnCount = 6

  /// From the columns of `job_claim`.
  init(_ row: borrowing PostgresRow) throws {
    organizationID = try row.decode(0)
    jobID = try row.decode(1)
    let kind: Int16 = try row.decode(2)
    guard let subjectKind = JobSubjectKind(rawValue: kind) else {
      throw PostgresError(
        .decoding, attempted: "job_claim", reason: "the subject is of no known kind")
    }
    self.subjectKind = subjectKind
    subjectID = try row.decode(3)
    attempt = Int(try row.decode(4, as: Int32.self)) + 1
    fencingToken = try row.decode(5)
  }
}

extension PostgresValue {
  /// A duration in whole milliseconds, rounded up, between nothing and ten years.
  static func milliseconds(_ duration: Duration) -> PostgresValue {
    .int8(duration.boundedMilliseconds)
  }
}

extension Duration {
  var boundedMilliseconds: Int64 {
    let bounded = min(max(self, .zero), .seconds(10 * 365 * 86_400))
    return Int64((bounded / .milliseconds(1)).rounded(.up))
  }
}
