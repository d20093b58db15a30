import Logging

/// Claims batches of one queue and has them handled, one after the other.
struct JobWorker: Sendable {
  /// The pause after the database has refused a claim.
  private static let failurePause = Duration.seconds(1)

  let claims: SharedClaims
  let batches: JobBatches
  let wakeUps: JobWakeUps
  let timings: JobTimings
  let metrics: JobMetrics
  let logger: Logger

  /// Works until the task is cancelled; what it has begun then is ended first.
  ///
  /// Each claim takes entries along, so that they become fewer with the jobs they stand for; the
  /// more claims in a row were in vain, the more.
  func run() async {
    var ids: [String] = []
    var vainClaims = 0
    while !Task.isCancelled {
      let found = await Self.uninterrupted(drain: timings.drain) { [ids] in await work(ids) }
      guard let found else {
        ids = []
        try? await Task.sleep(for: Self.failurePause * .random(in: 0.5...1))
        continue
      }
      vainClaims = found > 0 ? 0 : min(vainClaims + 1, 7)
      let count = min(1 << vainClaims, JobWakeUps.maxEntries)
      ids =
        found > 0
        ? await wakeUps.take(count)
        : await wakeUps.wait(for: count, until: .now + timings.poll * .random(in: 0.75...1))
    }
    await wakeUps.leave()
  }

  /// Claims and handles one batch; returns how many jobs, `nil` when the database did not answer.
  private func work(_ ids: [String]) async -> Int? {
    do {
      let jobs = try await claims.claim()
      if !jobs.isEmpty { FaultPoint.afterClaim.pass(in: batches.store.queue) }
      if !ids.isEmpty { FaultPoint.beforeSettle.pass(in: batches.store.queue) }
      await wakeUps.settle(ids)
      if !jobs.isEmpty { await batches.process(jobs) }
      return jobs.count
    } catch {
      logger.warning("no jobs could be claimed", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// Runs `body` to its end; once the task is cancelled, `body` is so too, but `drain` later.
  private static func uninterrupted<Result: Sendable>(
    drain: Duration, _ body: @escaping @Sendable () async -> Result
  ) async -> Result {
    let work = Task { await body() }
    return await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      Task {
        try? await Task.sleep(for: drain)
        work.cancel()
      }
    }
  }
}
