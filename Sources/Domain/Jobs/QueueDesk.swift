public import Postgres

/// How the deployment's queues stand, and who holds them up.
public struct QueueDesk: Sendable {
  /// The most bytes of what somebody who pauses a queue says.
  static let maxPausedByBytes = 500
  /// Due jobs that are announced anew when a queue goes on.
  private static let announcedJobs: Int32 = 1_000

  private let lanes: PostgresLanes
  private let signal: JobSignal
  private let limiter: CallLimiter

  /// A desk on the system role's lanes; `signal` is given when a queue goes on, and `limiter` is what
  /// holds back consolidation.
  public init(lanes: PostgresLanes, signal: JobSignal, limiter: CallLimiter) {
    self.lanes = lanes
    self.signal = signal
    self.limiter = limiter
  }

  /// All queues.
  public func stats(in call: DeploymentScope) async throws -> [QueueStats] {
    try await limited(try await lanes.run(call.unit(isIdempotent: true), Self.stats(of: nil)))
  }

  /// Has no process claim a job of `queue` any more, from the moment that this returns; what runs
  /// goes on. One that is paused stays as it is.
  public func pause(
    _ queue: JobQueue, by name: PauseNote, in call: DeploymentScope
  ) async throws -> QueueStats {
    let (_, rows) = try await lanes.run(
      call.unit(isIdempotent: true),
      Query(
        JobStatements.pause,
        [.int2(queue.number), .text(name.text.isEmpty ? nil : name.text)]),
      Self.stats(of: queue))
    return try await limited(rows).onlyRow(of: JobStatements.stats)
  }

  /// Has workers go on with `queue`, at once. One that is not paused stays as it is.
  public func resume(_ queue: JobQueue, in call: DeploymentScope) async throws -> QueueStats {
    let (_, rows) = try await lanes.run(
      call.unit(isIdempotent: true),
      Query(JobStatements.resume, [.int2(queue.number), .int4(Self.announcedJobs)]),
      Self.stats(of: queue))
    signal.wake()
    return try await limited(rows).onlyRow(of: JobStatements.stats)
  }

  /// Adds what the limiter knows.
  private func limited(_ stats: [QueueStats]) async throws -> [QueueStats] {
    guard stats.contains(where: { $0.queue == .consolidation }) else { return stats }
    let wait = try await limiter.untilFree()
    return stats.map { $0.queue == .consolidation ? $0.waiting(wait) : $0 }
  }

  private static func stats(of queue: JobQueue?) -> Query<QueueStats> {
    Query(JobStatements.stats, [.int2(queue?.number)]) { row in try QueueStats(row) }
  }
}

/// Who pauses a queue, or why, for people who wonder; may be empty.
public struct PauseNote: Sendable {
  let text: String

  /// Checks what came from a caller.
  public init(_ text: String) throws(DomainError) {
    self.text = try TextLimits.check(
      text, atMost: QueueDesk.maxPausedByBytes, field: "paused_by")
  }
}
