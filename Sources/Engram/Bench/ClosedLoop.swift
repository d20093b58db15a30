import Histogram

/// A load in which each call follows the end of another one, so that a fixed number is in flight.
struct ClosedLoop {
  let inFlight: Int
  let duration: Duration

  /// Latencies of the calls that succeeded, and the number of those that failed.
  struct Measurement: Sendable {
    /// In nanoseconds.
    var latencies = Histogram<UInt64>(
      highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .three)
    var failures = 0
    var elapsed = Duration.zero
  }

  /// Calls until the time is up.
  func run(_ call: @escaping @Sendable () async throws -> Void) async -> Measurement {
    let start = ContinuousClock.now
    let end = start + duration
    var total = await withTaskGroup(of: Measurement.self) { workers in
      for _ in 0..<inFlight {
        workers.addTask { await Self.callRepeatedly(until: end, call) }
      }
      return await workers.reduce(into: Measurement()) { total, part in
        total.latencies.add(part.latencies)
        total.failures += part.failures
      }
    }
    total.elapsed = start.duration(to: .now)
    return total
  }

  private static func callRepeatedly(
    until end: ContinuousClock.Instant, _ call: @Sendable () async throws -> Void
  ) async -> Measurement {
    var measurement = Measurement()
    var started = ContinuousClock.now
    while started < end {
      let succeeded = (try? await call()) != nil
      let ended = ContinuousClock.now
      if succeeded {
        let latency = started.duration(to: ended) / Duration.nanoseconds(1)
        measurement.latencies.record(UInt64(max(latency, 0)))
      } else {
        measurement.failures += 1
      }
      started = ended
    }
    return measurement
  }
}
