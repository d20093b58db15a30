import Logging
import Metrics
import RedisStreams

/// Publishes open jobs as wake-ups: first those that nobody was told of, and all of them again when
/// Redis has lost what it knew, which a new epoch shows. While there is no Redis it wakes the
/// workers of its own process.
///
/// Jobs are marked before they are published. A relay that ends between the two leaves them to be
/// published again when they are stale, and to the workers that look by themselves meanwhile.
struct JobRelay: Sendable {
  /// Holds the epoch, in decimal.
  static let epochKey = "engram:jobs:epoch"
  /// Entries of a stream from which on no more are added.
  static let maxEntries = 10_000

  /// One queue, with all its workers in this process.
  struct Outlet: Sendable {
    let store: JobStore
    let batchSize: Int
    let workers: [JobSignal]
    let metrics: JobMetrics
  }

  let outlets: [Outlet]
  let session: RedisSession?
  let signal: JobSignal
  let timings: JobTimings
  let logger: Logger

  /// Publishes until the task is cancelled.
  func run() async {
    var isFailing = false
    while !Task.isCancelled {
      do {
        try await publishAll()
        if isFailing { logger.info("jobs are published again") }
        isFailing = false
      } catch is CancellationError {
        return
      } catch {
        if !isFailing {
          logger.warning(
            "jobs can't be published; workers look by themselves", metadata: ["error": "\(error)"])
        }
        isFailing = true
        wakeWorkers()
      }
      await signal.wait(atMost: timings.relay)
      // What comes in the next moment is published, claimed and finished along with it.
      try? await Task.sleep(for: timings.gather)
    }
  }

  /// Publishes what there is now, if it can.
  func publishOnce() async { try? await publishAll() }

  private func publishAll() async throws {
    guard let epoch = try await epoch() else { return wakeWorkers() }
    for outlet in outlets { try await publish(outlet, epoch: epoch) }
  }

  /// The epoch, a new one when Redis has none; `nil` when there is no Redis.
  private func epoch() async throws -> Int64? {
    let new = Int64.random(in: 1...Int64.max)
    let text = try await session?.run { redis throws(RedisError) in
      try redis.value(of: Self.epochKey, orSet: "\(new)")
    }
    // What somebody else wrote there is an epoch like any other, as long as all read it alike.
    return text.map { Int64($0).flatMap { $0 > 0 ? $0 : nil } ?? 1 }
  }

  private func publish(_ outlet: Outlet, epoch: Int64) async throws {
    var count: Int64
    repeat {
      count = try await outlet.store.publish(epoch: epoch, stale: timings.stale)
      guard count > 0, let session else { return }
      let batches = Int((count - 1) / Int64(outlet.batchSize)) + 1
      let stream = outlet.store.queue.streamKey
      FaultPoint.beforePublish.pass(in: outlet.store.queue)
      _ = try await session.run { redis throws(RedisError) in
        try redis.wakeUp(batches, stream: stream, limit: Self.maxEntries)
      }
      FaultPoint.afterPublish.pass(in: outlet.store.queue)
      outlet.metrics.published.increment(by: count)
    } while count >= JobStore.sweepSize && !Task.isCancelled
  }

  private func wakeWorkers() {
    for outlet in outlets { for worker in outlet.workers { worker.wake() } }
  }
}
