import FoundationEssentials
import Logging
import Metrics
import RedisStreams

/// Takes back the jobs of workers that did not come back, removes those that have long been done,
/// counts what there is, and clears away what dead consumers left in Redis.
struct JobSweep: Sendable {
  /// One queue.
  struct Beat: Sendable {
    let store: JobStore
    let interval: Duration
    let metrics: JobMetrics
  }

  let beats: [Beat]
  let session: RedisSession?
  let signal: JobSignal
  let timings: JobTimings
  let logger: Logger
  private let consumer = UUID().uuidString

  init(
    beats: [Beat], session: RedisSession?, signal: JobSignal, timings: JobTimings, logger: Logger
  ) {
    self.beats = beats
    self.session = session
    self.signal = signal
    self.timings = timings
    self.logger = logger
  }

  /// Sweeps until the task is cancelled, each queue by itself.
  func run() async {
    await withTaskGroup { group in
      for beat in beats { group.addTask { await run(beat) } }
    }
  }

  private func run(_ beat: Beat) async {
    while (try? await Task.sleep(for: beat.interval * .random(in: 0.75...1))) != nil {
      do {
        try await sweep(beat)
      } catch is CancellationError {
        return
      } catch {
        logger.warning(
          "jobs were not swept",
          metadata: ["queue": "\(beat.store.queue.name)", "error": "\(error)"])
      }
      // Redis being away is no news: whoever needs it says so.
      try? await clear(beat.store.queue)
    }
  }

  private func sweep(_ beat: Beat) async throws {
    let crashes = try await beat.store.sweep()
    for crash in crashes {
      logger.log(
        level: crash.isDead ? .error : .warning, "the worker of a job did not come back",
        metadata: [
          "queue": "\(beat.store.queue.name)", "organization": "\(crash.organizationID)",
          "job": "\(crash.jobID.lowercaseText)", "dead": "\(crash.isDead)",
        ])
    }
    if !crashes.isEmpty {
      beat.metrics.crashed.increment(by: crashes.count)
      beat.metrics.ended(crashes.count(where: \.isDead), .dead)
      signal.wake()
    }
    _ = try await beat.store.sweepDone(retention: timings.retention)
    let counts = try await beat.store.counts()
    beat.metrics.open.set(counts.open)
    beat.metrics.leased.set(counts.leased)
    beat.metrics.dead.set(counts.dead)
  }

  /// Settles wake-ups whose consumer is gone, in favour of a new one, and removes such consumers.
  private func clear(_ queue: JobQueue) async throws {
    guard let session else { return }
    let stream = StreamGroup(stream: queue.streamKey, group: JobWakeUps.group)
    try await session.run { [consumer, timings] redis throws(RedisError) in
      let ids = try redis.takeOver(
        stream, as: consumer, idle: timings.abandoned, count: JobWakeUps.maxEntries)
      if !ids.isEmpty {
        try redis.settle(ids, of: stream)
        try redis.wakeUp(1, stream: stream.stream, limit: JobRelay.maxEntries)
      }
      try redis.removeConsumers(of: stream, idle: timings.dead)
    }
  }
}
