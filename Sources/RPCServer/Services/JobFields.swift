import Domain
import Wire

/// Requests about jobs, read into the domain's terms.

extension EngramV1.ListJobsRequest {
  var filter: JobFilter {
    get throws(DomainError) {
      JobFilter(
        queue: queue == .unspecified ? nil : try field("queue", JobQueue(queue)),
        state: state == .unspecified ? nil : try field("state", JobState(state)))
    }
  }
}

extension JobQueue {
  init(_ queue: EngramV1.Queue) throws(RuleViolation) {
    switch queue {
    case .consolidation: self = .consolidation
    case .embedding: self = .embedding
    case .unspecified, .unrecognized:
      throw RuleViolation("must be QUEUE_CONSOLIDATION or QUEUE_EMBEDDING")
    }
  }
}

extension JobState {
  fileprivate init(_ state: EngramV1.JobState) throws(RuleViolation) {
    switch state {
    case .open: self = .open
    case .leased: self = .leased
    case .done: self = .done
    case .dead: self = .dead
    case .unspecified, .unrecognized:
      throw RuleViolation(
        "must be JOB_STATE_OPEN, JOB_STATE_LEASED, JOB_STATE_DONE, JOB_STATE_DEAD or unspecified")
    }
  }
}
