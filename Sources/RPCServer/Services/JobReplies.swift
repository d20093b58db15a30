import Domain
import Wire

/// The domain's results about jobs, as replies.

extension EngramV1.Job {
  init(_ job: Job) {
    self.init(
      organizationID: job.organizationID,
      jobID: job.id.text,
      queue: .init(job.queue),
      subjectKind: .init(job.subjectKind),
      subjectID: job.subjectText,
      state: .init(job.state),
      attempts: job.attempts,
      crashes: job.crashes,
      runAfter: .init(job.runAfter),
      leaseUntil: job.leaseUntil.map { .init($0) },
      lastError: job.lastError ?? "",
      createdAt: .init(job.createdAt),
      finishedAt: job.finishedAt.map { .init($0) })
  }
}

extension EngramV1.QueueStats {
  init(_ stats: QueueStats) {
    self.init(
      queue: .init(stats.queue),
      openCount: stats.open,
      dueCount: stats.due,
      leasedCount: stats.leased,
      deadCount: stats.dead,
      oldestDueMs: stats.oldestDueMs,
      pausedAt: stats.pausedAt.map { .init($0) },
      pausedBy: stats.pausedBy ?? "",
      limiterWaitMs: stats.limiterWaitMs)
  }
}

extension EngramV1.Queue {
  fileprivate init(_ queue: JobQueue) {
    self =
      switch queue {
      case .consolidation: .consolidation
      case .embedding: .embedding
      default: .unspecified
      }
  }
}

extension EngramV1.SubjectKind {
  fileprivate init(_ kind: JobSubjectKind) {
    self =
      switch kind {
      case .memory: .memory
      case .document: .document
      case .message: .message
      case .conversation: .conversation
      case .organization: .organization
      }
  }
}

extension EngramV1.JobState {
  fileprivate init(_ state: JobState) {
    self =
      switch state {
      case .open: .open
      case .leased: .leased
      case .done: .done
      case .dead: .dead
      }
  }
}
