public import Domain
public import Wire

/// `engram.v1.JobService`: its requests read into the domain's terms, and the results written as
/// replies.
public struct JobService: EngramV1.JobServiceHandler {
  private let jobs: JobDesk
  private let queues: QueueDesk

  /// A service on these.
  public init(jobs: JobDesk, queues: QueueDesk) {
    self.jobs = jobs
    self.queues = queues
  }

  public func getJob(
    _ request: EngramV1.GetJobRequest, _ call: CallContext
  ) async throws -> EngramV1.Job {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("job_id", JobID(request.jobID))
    return EngramV1.Job(try await jobs.get(id, in: scope))
  }

  public func listJobs(
    _ request: EngramV1.ListJobsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListJobsResponse {
    let filter = try request.filter
    let pageRequest = try PageRequest(size: request.pageSize, token: request.pageToken)
    let page =
      request.organizationID.isEmpty
      ? try await jobs.list(filter, page: pageRequest, in: DeploymentScope(call))
      : try await jobs.list(
        filter, page: pageRequest, in: RequestScope(request.organizationID, call))
    return EngramV1.ListJobsResponse(
      jobs: page.items.map { EngramV1.Job($0) }, nextPageToken: page.nextPageToken ?? "")
  }

  public func retryJob(
    _ request: EngramV1.RetryJobRequest, _ call: CallContext
  ) async throws -> EngramV1.Job {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("job_id", JobID(request.jobID))
    return EngramV1.Job(try await jobs.retry(id, in: scope))
  }

  public func getQueueStats(
    _ request: EngramV1.GetQueueStatsRequest, _ call: CallContext
  ) async throws -> EngramV1.GetQueueStatsResponse {
    let stats = try await queues.stats(in: DeploymentScope(call))
    return EngramV1.GetQueueStatsResponse(queues: stats.map { EngramV1.QueueStats($0) })
  }

  public func pauseQueue(
    _ request: EngramV1.PauseQueueRequest, _ call: CallContext
  ) async throws -> EngramV1.QueueStats {
    let queue = try field("queue", JobQueue(request.queue))
    let stats = try await queues.pause(
      queue, by: PauseNote(request.pausedBy), in: DeploymentScope(call))
    return EngramV1.QueueStats(stats)
  }

  public func resumeQueue(
    _ request: EngramV1.ResumeQueueRequest, _ call: CallContext
  ) async throws -> EngramV1.QueueStats {
    let queue = try field("queue", JobQueue(request.queue))
    return EngramV1.QueueStats(try await queues.resume(queue, in: DeploymentScope(call)))
  }
}
