import Domain

/// How much a process does in the background.
struct JobSettings: Sendable {
  /// Threads that the consolidation queue has in this process; with 0 others do its jobs.
  var workers = 2
  var timings = JobTimings()

  /// The queue that consolidates conversations: a worker that is lost is noticed, and its job with
  /// another one, within 20 s.
  func consolidation(_ handler: any JobHandler) -> JobQueueConfiguration {
    var queue = JobQueueConfiguration(.consolidation, handler: handler)
    queue.workerCount = workers
    queue.keepsDone = true
    queue.lease = .seconds(12)
    queue.sweep = .seconds(3)
    return queue
  }
}
