import FoundationEssentials
import Logging
import Metrics
import RedisStreams

/// Where one worker hears that there is something to claim: its place in the group of its queue's
/// stream and, while there is no Redis, the signal of its own process.
///
/// An entry of the stream is only a wake-up, so it is settled right after the claim that it led to:
/// the lease in the database is what keeps the jobs from then on. One whose worker ends between the
/// two is taken over and leads to a claim of somebody else.
struct JobWakeUps: Sendable {
  /// What the groups of all streams are called.
  static let group = "workers"
  /// The most entries that are taken at once.
  static let maxEntries = 128
  /// Between two attempts to reach Redis, where nothing else is to be done.
  private static let outagePause = Duration.seconds(1)

  let session: RedisSession?
  let stream: StreamGroup
  let consumer = UUID().uuidString
  /// Given by the relay while it can't publish.
  let signal = JobSignal()
  let metrics: JobMetrics
  let logger: Logger

  init(_ queue: JobQueue, redis: RedisAddress?, metrics: JobMetrics, logger: Logger) {
    session = redis.map { RedisSession($0) }
    stream = StreamGroup(stream: queue.streamKey, group: Self.group)
    self.metrics = metrics
    self.logger = logger
  }

  /// Takes what entries there are, at most `count`; none when Redis can't be reached.
  func take(_ count: Int) async -> [String] {
    await heard(count, block: nil) ?? []
  }

  /// Waits for entries, takes at most `count` and returns them; returns none when it is time to
  /// look without having heard anything, at `instant` at the latest.
  func wait(for count: Int, until instant: ContinuousClock.Instant) async -> [String] {
    while !Task.isCancelled {
      let left = ContinuousClock.now.duration(to: instant)
      guard left > .zero else { return [] }
      if let ids = await heard(count, block: left) {
        if !ids.isEmpty { return ids }
      } else {
        let pause = min(left, Self.outagePause)
        let started = ContinuousClock.now
        await signal.wait(atMost: pause)
        // Somebody rang before the time was up.
        if started.duration(to: .now) < pause { return [] }
      }
    }
    return []
  }

  /// Removes entries that have led to a claim.
  func settle(_ ids: [String]) async {
    guard !ids.isEmpty, let session else { return }
    _ = try? await session.run { [stream] redis throws(RedisError) in
      try redis.settle(ids, of: stream)
    }
  }

  /// Leaves the group, unless entries are still held, which somebody will take over.
  func leave() async {
    _ = try? await session?.run { [stream, consumer] redis throws(RedisError) in
      try redis.removeConsumers(of: stream, idle: .zero, named: consumer)
    }
  }

  /// `nil` when Redis can't be reached.
  private func heard(_ count: Int, block: Duration?) async -> [String]? {
    guard let session else { return nil }
    do {
      return try await session.run { [stream, consumer] redis throws(RedisError) in
        try redis.read(stream, as: consumer, count: count, block: block)
      }
    } catch {
      if error.code == .connectionLost {
        metrics.redisLosses.increment()
        logger.warning("lost Redis; jobs are polled for", metadata: ["error": "\(error)"])
      }
      return nil
    }
  }
}
