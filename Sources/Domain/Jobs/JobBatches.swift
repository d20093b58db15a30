import FoundationEssentials
import Logging
import Metrics
import Synchronization

/// Has batches of one queue handled, keeps their leases meanwhile, and writes down how they ended.
struct JobBatches: Sendable {
  /// How often what became of a batch is written down before the lease is left to run out.
  private static let maxWrites = 6
  private static let firstWritePause = Duration.milliseconds(100)
  /// How long a handler that is cancelled may take to return before its jobs are given back.
  private static let patience = Duration.milliseconds(500)

  let store: JobStore
  let configuration: JobQueueConfiguration
  let metrics: JobMetrics
  let logger: Logger

  /// Has `jobs` handled, and settles them. When the task is cancelled, what its handler has not ended
  /// by then is given back at once, and no worse for it.
  func process(_ jobs: [ClaimedJob]) async {
    let started = ContinuousClock.now
    metrics.claimed.increment(by: jobs.count)
    logger.debug("claimed jobs", metadata: ["count": "\(jobs.count)"])
    let overtime = Mutex<Task<Bool, Never>?>(nil)
    let outcomes = await withTaskCancellationHandler {
      await handle(jobs)
    } onCancel: {
      overtime.withLock { $0 = Task { await giveBackLate(jobs) } }
    }
    let isStopped = Task.isCancelled
    let late = overtime.withLock { $0 }
    late?.cancel()
    if await late?.value != true {
      // Of a worker that is told to stop too: its work is done.
      await Task { await settle(jobs, outcomes, isStopped: isStopped) }.value
    }
    metrics.duration.record(duration: started.duration(to: .now))
  }

  /// Gives `jobs` back when their handler, which was cancelled, does not return soon; `false` when
  /// this is cancelled before, as it did return.
  private func giveBackLate(_ jobs: [ClaimedJob]) async -> Bool {
    guard (try? await Task.sleep(for: Self.patience)) != nil else { return false }
    logger.warning("a handler does not stop", metadata: ["count": "\(jobs.count)"])
    await Task { await release(jobs.map { .init(job: $0, delay: .zero, reason: nil) }) }.value
    return true
  }

  // MARK: Handling

  private func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome] {
    await withTaskGroup(of: [JobOutcome]?.self) { group in
      group.addTask { await configuration.handler.handle(jobs) }
      group.addTask {
        await keepLeases(of: jobs)
        return nil
      }
      for await outcomes in group {
        group.cancelAll()
        if let outcomes { return outcomes }
      }
      return []
    }
  }

  /// The heartbeat: returns when no job is held any more, or the task is cancelled.
  private func keepLeases(of jobs: [ClaimedJob]) async {
    while (try? await Task.sleep(for: configuration.lease / 3)) != nil {
      do {
        if try await store.extend(jobs) == 0 {
          logger.warning("leases were lost", metadata: ["count": "\(jobs.count)"])
          return
        }
      } catch is CancellationError {
        return
      } catch {
        logger.warning("leases were not extended", metadata: ["error": "\(error)"])
      }
    }
  }

  // MARK: Settling

  /// - Parameter isStopped: whether the handler was cancelled; what it tells of a failure then is its
  ///   own end, not the job's fault.
  private func settle(
    _ jobs: [ClaimedJob], _ outcomes: [JobOutcome], isStopped: Bool
  ) async {
    var done: [ClaimedJob] = []
    var finished = 0
    var releases: [JobStore.Release] = []
    var dead: [(job: ClaimedJob, reason: String)] = []
    for (number, job) in jobs.enumerated() {
      let outcome =
        number < outcomes.count ? outcomes[number] : .retry(reason: "the handler said nothing")
      switch outcome {
      case .done: done.append(job)
      case .finished: finished += 1
      case .retry(let after, _) where isStopped:
        releases.append(.init(job: job, delay: after ?? .zero, reason: nil))
      case .retry(let after, let reason):
        let delay = configuration.retryDelays.next(after: job.attempt, asked: after)
        releases.append(.init(job: job, delay: delay, reason: reason))
      case .giveBack(let after): releases.append(.init(job: job, delay: after, reason: nil))
      case .dead(let reason): dead.append((job, reason))
      }
    }
    metrics.ended(finished, .done)
    logger.debug("jobs ended", metadata: ["done": "\(done.count + finished)"])
    await finish(done)
    await release(releases)
    await bury(dead)
  }

  private func finish(_ jobs: [ClaimedJob]) async {
    guard !jobs.isEmpty else { return }
    guard let held = await write({ try await store.finish(jobs) }) else { return }
    metrics.ended(held.count, .done)
    report(lost: jobs.count - held.count)
  }

  private func release(_ releases: [JobStore.Release]) async {
    guard !releases.isEmpty else { return }
    guard let held = await write({ try await store.release(releases) }) else { return }
    for release in releases where held.contains(release.job.jobID) {
      guard let reason = release.reason else {
        metrics.ended(1, .givenBack)
        continue
      }
      metrics.ended(1, .retried)
      logger.info(
        "a job failed and is tried again",
        metadata: release.job.metadata(["reason": "\(reason)", "after": "\(release.delay)"]))
    }
    report(lost: releases.count - held.count)
  }

  private func bury(_ dead: [(job: ClaimedJob, reason: String)]) async {
    guard !dead.isEmpty else { return }
    let held = await write { try await store.bury(dead.map(\.job), dead.map(\.reason)) }
    guard let held else { return }
    for (job, reason) in dead where held.contains(job.jobID) {
      metrics.ended(1, .dead)
      logger.error("a job is dead", metadata: job.metadata(["reason": "\(reason)"]))
    }
    report(lost: dead.count - held.count)
  }

  private func report(lost: Int) {
    guard lost > 0 else { return }
    metrics.ended(lost, .lost)
    logger.warning("jobs had been taken over", metadata: ["count": "\(lost)"])
  }

  /// Tries again what is safe to repeat: a job that was opened at the same moment, or a database
  /// that is away for a while. `nil` when it could not be stored: the lease is left to run out.
  private func write(_ body: () async throws -> [UUID]) async -> Set<UUID>? {
    var pause = Self.firstWritePause
    for _ in 0..<Self.maxWrites {
      do {
        return Set(try await body())
      } catch {
        logger.warning("what became of jobs was not stored", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: pause)
        pause *= 2
      }
    }
    return nil
  }
}

extension ClaimedJob {
  fileprivate func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
    more.merging([
      "organization": "\(organizationID)", "job": "\(jobID.lowercaseText)",
      "attempt": "\(attempt)",
    ]) { first, _ in first }
  }
}
