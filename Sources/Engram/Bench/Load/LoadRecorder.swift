import Histogram
import Wire

/// What one thread of a load has measured.
///
/// A call counts when it was meant to start within the window; its latency runs from then to its
/// answer, which may come later. All times are nanoseconds of the monotonic clock.
struct LoadRecorder: Sendable {
  /// When the first call starts, those before the window included.
  let start: UInt64
  /// When calls count.
  let window: Range<UInt64>
  /// Most calls of this thread in flight.
  let maxInFlight: Int

  private(set) var succeeded = Latencies()
  private(set) var failed = Latencies()
  /// Calls that succeeded within the window, also those that began before it.
  private(set) var succeededInWindow = 0
  /// Failed calls by the number of their code.
  private(set) var failures = [Int](repeating: 0, count: StatusCode.allCases.count)
  /// Calls that failed with RESOURCE_EXHAUSTED and did not say when to come back.
  private(set) var withoutRetryInfo = 0
  /// Calls of an open loop that were due and could not begin.
  var unsent = 0
  /// When the last counted call ended.
  private(set) var lastEnd: UInt64 = 0
  /// When no further calls were made; 0 before.
  private(set) var callingEnd: UInt64 = 0
  private(set) var timeline: Timeline
  private(set) var cpu = CPUMeter()

  init(start: UInt64, window: Range<UInt64>, maxInFlight: Int, timeline: Timeline) {
    self.start = start
    self.window = window
    self.maxInFlight = maxInFlight
    self.timeline = timeline
  }

  /// Whether a call that starts then counts.
  func counts(_ start: UInt64) -> Bool { window.contains(start) }

  mutating func record(start: UInt64, end: UInt64, _ outcome: ReplyOutcome) {
    let isSuccess = outcome.code == .ok
    if isSuccess, end >= window.lowerBound, callingEnd == 0 { succeededInWindow += 1 }
    guard counts(start) else { return }
    let latency = end > start ? end - start : 0
    lastEnd = end
    timeline.record(latency, isSuccess: isSuccess, at: end)
    if isSuccess {
      succeeded.record(latency)
    } else {
      failed.record(latency)
      failures[Int(outcome.code.rawValue)] += 1
      if outcome.code == .resourceExhausted, !outcome.hasRetryInfo { withoutRetryInfo += 1 }
    }
  }

  /// To be called now and then: notices when the window begins, and hands on what the live line
  /// shows.
  mutating func tick(at now: UInt64) {
    if now >= window.lowerBound { cpu.begin(at: now) }
    timeline.publish(at: now)
  }

  /// No further call begins. What follows counts no more for the throughput.
  mutating func endCalling(at now: UInt64) {
    guard callingEnd == 0 else { return }
    callingEnd = now
    cpu.end(at: now)
  }

  /// Adds what another thread measured in the same window.
  mutating func add(_ other: LoadRecorder) {
    succeeded.add(other.succeeded)
    failed.add(other.failed)
    succeededInWindow += other.succeededInWindow
    for index in failures.indices { failures[index] += other.failures[index] }
    withoutRetryInfo += other.withoutRetryInfo
    unsent += other.unsent
    lastEnd = max(lastEnd, other.lastEnd)
    callingEnd = max(callingEnd, other.callingEnd)
    timeline.add(other.timeline)
    cpu.add(other.cpu)
  }
}
