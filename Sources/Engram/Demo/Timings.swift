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

  /// Number, median and 99th percentile; of one call its time.
  var description: String {
    let sorted = durations.sorted()
    func percentile(_ share: Double) -> String {
      guard !sorted.isEmpty else { return "-" }
      return Self.text(sorted[Int(Double(sorted.count - 1) * share)])
    }
    if sorted.count == 1 { return percentile(0.5) }
    return "\(sorted.count) calls, p50 \(percentile(0.5)), p99 \(percentile(0.99))"
  }

  static func text(_ duration: Duration) -> String {
    String(format: "%.2f ms", duration / .milliseconds(1))
  }
}
