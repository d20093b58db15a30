public import Logging
public import Postgres
public import RedisStreams

/// The job machinery of one process: a relay, a sweep, and the workers of each queue.
///
/// PostgreSQL owns every job; Redis carries wake-ups only, so without it everything still gets done,
/// later. Any number of processes may share both.
public struct JobWorkers: Sendable {
  private let relay: JobRelay
  private let sweep: JobSweep
  private let workers: [JobWorker]

  /// Workers of `queues`, on lanes of the system role.
  ///
  /// - Parameter redis: where wake-ups travel; `nil` leaves it to polling and `signal`.
  /// - Parameter signal: given by whoever adds jobs in this process.
  public init(
    lanes: PostgresLanes, redis: RedisAddress?, queues: [JobQueueConfiguration],
    signal: JobSignal, timings: JobTimings = JobTimings(), logger: Logger
  ) {
    let session = redis.map { RedisSession($0) }
    var workers: [JobWorker] = []
    var outlets: [JobRelay.Outlet] = []
    for configuration in queues {
      var logger = logger
      logger[metadataKey: "queue"] = "\(configuration.queue.name)"
      let store = JobStore(configuration, lanes: lanes)
      let metrics = JobMetrics(configuration.queue)
      let batches = JobBatches(
        store: store, configuration: configuration, metrics: metrics, logger: logger)
      let claims = SharedClaims(store)
      let own = (0..<max(configuration.workerCount, 0)).map { [logger] _ in
        JobWorker(
          claims: claims, batches: batches,
          wakeUps: JobWakeUps(
            configuration.queue, redis: redis, metrics: metrics, logger: logger),
          timings: timings, metrics: metrics, logger: logger)
      }
      workers += own
      outlets.append(
        JobRelay.Outlet(
          store: store, batchSize: max(configuration.batchSize, 1),
          workers: own.map(\.wakeUps.signal), metrics: metrics))
    }
    self.workers = workers
    relay = JobRelay(
      outlets: outlets, session: session, signal: signal, timings: timings, logger: logger)
    sweep = JobSweep(
      beats: zip(outlets, queues).map { outlet, configuration in
        JobSweep.Beat(
          store: outlet.store, interval: configuration.sweep, metrics: outlet.metrics)
      },
      session: session, signal: signal, timings: timings, logger: logger)
  }

  /// Works until the task is cancelled, and then ends what it has begun. Once a signal.
  ///
  /// What could not be ended is announced to the workers of other processes at once.
  public func run() async {
    await withTaskGroup { group in
      group.addTask { await relay.run() }
      group.addTask { await sweep.run() }
      for worker in workers { group.addTask { await worker.run() } }
    }
    // Of a process that is told to stop too: that is when it counts.
    await Task { await relay.publishOnce() }.value
  }
}
