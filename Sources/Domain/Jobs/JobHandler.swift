/// Does the jobs of one queue.
public protocol JobHandler: Sendable {
  /// Does `jobs`, which may belong to several organizations, and says how each ended, in their
  /// order. It never blocks a thread.
  ///
  /// Their leases are extended for as long as it runs. It is cancelled when all of them were lost
  /// to another worker, and when the process has to stop and it takes too long.
  func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome]
}

/// How a job ended. Reasons are stored and logged: codes or safe words, never contents.
public enum JobOutcome: Sendable, Hashable {
  /// The work is done.
  case done
  /// The work is done, and the handler finished the job with it, in one transaction.
  case finished
  /// It failed and is tried again: after `after` where somebody asked for that, else after waits
  /// that grow with each attempt.
  case retry(after: Duration? = nil, reason: String)
  /// It will never succeed; it stays in sight.
  case dead(reason: String)
  /// It could not be tried, and is no worse for it.
  case giveBack(after: Duration)
}
