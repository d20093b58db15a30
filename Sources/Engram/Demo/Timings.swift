import Foundation

/// How long calls took.
struct Timings: CustomStringConvertible {
  private var durations: [Duration] = []

  mutating func measure<Result>(_ body: () async throws -> Result) async throws -> Result {
    let started = ContinuousClock.now
    let result = try await body()
    durations.append(ContinuousClock.now - started)
    return result
  }

  /// Number, median and 99th percentile.
  var description: String {
    let sorted = durations.sorted()
    func percentile(_ share: Double) -> String {
      guard !sorted.isEmpty else { return "-" }
      let milliseconds = sorted[Int(Double(sorted.count - 1) * share)] / .milliseconds(1)
      return String(format: "%.2f ms", milliseconds)
    }
    return "\(sorted.count) calls, p50 \(percentile(0.5)), p99 \(percentile(0.99))"
  }
}
