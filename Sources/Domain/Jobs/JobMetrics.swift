import Metrics

/// What one queue reports, by `queue`.
///
/// - `engram_jobs_claimed`, `engram_jobs_published`, `engram_jobs_crashed`: counters of jobs;
/// - `engram_jobs_ended`: a counter of jobs, by `outcome`: `done`, `retried`, `given_back`, `dead`,
///   or `lost` when another worker had taken it over;
/// - `engram_jobs_duration`: a timer, from the claim of a batch to its end;
/// - `engram_jobs_open`, `engram_jobs_leased`, `engram_jobs_dead`: meters, up to 10,000;
/// - `engram_jobs_redis_losses`: a counter of connections of workers that were lost.
struct JobMetrics: Sendable {
  enum Outcome: String, CaseIterable {
    case done, retried, dead, lost
    case givenBack = "given_back"
  }

  let claimed, published, crashed, redisLosses: Counter
  let duration: Metrics.Timer
  let open, leased, dead: Meter
  private let ended: [Outcome: Counter]

  init(_ queue: JobQueue) {
    let dimensions = [("queue", queue.name)]
    claimed = Counter(label: "engram_jobs_claimed", dimensions: dimensions)
    published = Counter(label: "engram_jobs_published", dimensions: dimensions)
    crashed = Counter(label: "engram_jobs_crashed", dimensions: dimensions)
    redisLosses = Counter(label: "engram_jobs_redis_losses", dimensions: dimensions)
    duration = Metrics.Timer(label: "engram_jobs_duration", dimensions: dimensions)
    open = Meter(label: "engram_jobs_open", dimensions: dimensions)
    leased = Meter(label: "engram_jobs_leased", dimensions: dimensions)
    dead = Meter(label: "engram_jobs_dead", dimensions: dimensions)
    ended = Dictionary(
      uniqueKeysWithValues: Outcome.allCases.map { outcome in
        let dimensions = dimensions + [("outcome", outcome.rawValue)]
        return (outcome, Counter(label: "engram_jobs_ended", dimensions: dimensions))
      })
  }

  func ended(_ count: Int, _ outcome: Outcome) {
    if count > 0 { ended[outcome]?.increment(by: count) }
  }
}
