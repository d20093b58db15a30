import Postgres

/// Which jobs are listed; `nil` is no condition.
public struct JobFilter: Sendable {
  let queue: JobQueue?
  let state: JobState?

  /// Jobs of this queue in this state.
  public init(queue: JobQueue? = nil, state: JobState? = nil) {
    self.queue = queue
    self.state = state
  }

  var parameters: [PostgresValue] { [.int2(queue?.number), .int2(state?.rawValue)] }

  /// As page tokens keep it.
  var filters: [String] { ["\(queue?.number ?? 0)", "\(state?.rawValue ?? 0)"] }
}
