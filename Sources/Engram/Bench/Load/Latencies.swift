import Histogram

/// Latencies in nanoseconds, exact to a thousandth; those above an hour count as an hour.
struct Latencies: Sendable {
  private static let highest: UInt64 = 3_600_000_000_000
  private var histogram = Histogram<UInt64>(
    highestTrackableValue: highest, numberOfSignificantValueDigits: .three)

  mutating func record(_ nanoseconds: UInt64) {
    histogram.record(min(nanoseconds, Self.highest))
  }

  mutating func add(_ other: Latencies) { histogram.add(other.histogram) }

  var count: Int { Int(histogram.totalCount) }

  /// All in milliseconds, `nil` when there are none.
  var minMs: Double? { milliseconds(histogram.min) }
  var maxMs: Double? { milliseconds(histogram.maxRecorded) }
  var meanMs: Double? { count > 0 ? histogram.mean / 1e6 : nil }
  func percentileMs(_ percentile: Double) -> Double? {
    milliseconds(histogram.valueAtPercentile(percentile))
  }

  private func milliseconds(_ nanoseconds: UInt64) -> Double? {
    count > 0 ? Double(nanoseconds) / 1e6 : nil
  }
}
