public import Postgres

/// What people see of jobs, and what they do with them: look, and try again.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct JobDesk: Sendable {
  /// How often a retry looks again when others change the job or its subject's at that moment.
  private static let maxRetryAttempts = 4

  private let lanes: PostgresLanes
  private let systemLanes: PostgresLanes
  private let signal: JobSignal

  /// A desk on the service's lanes, and on the system role's for what concerns the whole deployment;
  /// `signal` is given when there is something to claim.
  public init(lanes: PostgresLanes, systemLanes: PostgresLanes, signal: JobSignal) {
    self.lanes = lanes
    self.systemLanes = systemLanes
    self.signal = signal
  }

  /// The job with this id.
  public func get(_ id: JobID, in scope: RequestScope) async throws -> Job {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(JobStatements.get, [scope.organization, .uuid(id.uuid)]) { row in try Job(row) })
    guard let job = rows.first else { throw DomainError.notFound(.job) }
    return job
  }

  /// The organization's jobs that pass the filter, the newest first.
  public func list(
    _ filter: JobFilter, page: PageRequest, in scope: RequestScope
  ) async throws -> Page<Job> {
    try await self.list(
      filter, page: page, organizations: [scope.organizationID.text]
    ) { parameters in
      try await lanes.run(
        scope.unit(isIdempotent: true),
        Self.query(JobStatements.list, parameters + [scope.organization]))
    }
  }

  /// The deployment's jobs that pass the filter, the newest first.
  public func list(
    _ filter: JobFilter, page: PageRequest, in call: DeploymentScope
  ) async throws -> Page<Job> {
    try await self.list(filter, page: page, organizations: []) { parameters in
      try await systemLanes.run(
        call.unit(isIdempotent: true), Self.query(JobStatements.listAll, parameters))
    }
  }

  private func list(
    _ filter: JobFilter, page: PageRequest, organizations: [String],
    _ rows: ([PostgresValue]) async throws -> [ListedRow<Job>]
  ) async throws -> Page<Job> {
    let token = PageToken(list: .jobs, filters: organizations + filter.filters)
    let start = try token.position(from: page.token, NewestPosition.init(bytes:)) ?? .first
    let found = try await rows(start.parameters + filter.parameters + [.int4(page.size)])
    return Page(found, token: token) {
      NewestPosition(createdAt: $0.createdAt, id: $0.id.uuid).bytes
    }
  }

  private static func query(
    _ statement: Statement, _ parameters: [PostgresValue]
  ) -> Query<ListedRow<Job>> {
    Query(statement, parameters) { row in
      ListedRow(item: try Job(row), found: try row.decode(Job.columnCount))
    }
  }

  /// Opens a dead job again, and returns the job that is open for its subject now: it, or another
  /// one that was added meanwhile, and then it is removed.
  public func retry(_ id: JobID, in scope: RequestScope) async throws -> Job {
    for _ in 0..<Self.maxRetryAttempts {
      guard let (job, isOpen) = try await tryAgain(id, in: scope) else { continue }
      if isOpen {
        signal.wake()
        return job
      }
      // One that is dead all the same was changed at this very moment.
      if job.state != .dead { throw DomainError.failedPrecondition(.job, .jobNotDead) }
    }
    throw DomainError.aborted(.job)
  }

  /// `nil` when another job for the subject was added at this very moment.
  private func tryAgain(
    _ id: JobID, in scope: RequestScope
  ) async throws -> (job: Job, isOpen: Bool)? {
    let rows: [(Job, Bool)]
    do {
      rows = try await lanes.run(
        scope.unit(isIdempotent: false),
        Query(JobStatements.retry, [scope.organization, .uuid(id.uuid)]) { row in
          (try Job(row), try row.decode(Job.columnCount, as: Bool.self))
        })
    } catch let error as PostgresError where error.constraint == "jobs_subject" {
      return nil
    }
    guard let row = rows.first else { throw DomainError.notFound(.job) }
    return row
  }
}
