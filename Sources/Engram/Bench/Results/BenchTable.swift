import Foundation
import Wire

/// The rows of `engram bench` for people.
enum BenchTable {
  static let header = layout.line([
    "scenario", "load", "conns", "calls/s", "p50 ms", "p90 ms", "p99 ms", "p99.9", "max ms",
    "failed", "unsent", "gen CPU",
  ])

  private static let layout = TableLayout(
    columns: [.left(8), .left(14)] + Array(repeating: .right(8), count: 10), gap: 1)

  /// One line, and further ones for what went wrong.
  static func lines(_ row: BenchRow) -> [String] {
    let latencies = row.succeeded
    let line = layout.line([
      row.scenario, row.load.label, "\(row.connections)",
      String(format: "%.0f", row.callsPerSecond),
      number(latencies.percentileMs(50)), number(latencies.percentileMs(90)),
      number(latencies.percentileMs(99)), number(latencies.percentileMs(99.9)),
      number(latencies.maxMs), "\(row.failed.count)", "\(row.unsent)",
      String(format: "%.0f %%", row.generatorCPUPercent),
    ])
    return [line] + failures(row) + (row.ended.text.map { ["  ended early: \($0)"] } ?? [])
  }

  private static func failures(_ row: BenchRow) -> [String] {
    guard row.failed.count > 0 else { return [] }
    let codes = row.codes.map { "\($0.count) \($0.code.name)" }.joined(separator: ", ")
    let latencies =
      "p50 \(number(row.failed.percentileMs(50))) ms, p99 \(number(row.failed.percentileMs(99))) ms, "
      + "max \(number(row.failed.maxMs)) ms"
    let hints = row.withoutRetryInfo > 0 ? "; \(row.withoutRetryInfo) without RetryInfo" : ""
    return ["  failed: \(codes); \(latencies)\(hints)"]
  }

  /// Four digits or so, whatever the size.
  static func number(_ milliseconds: Double?) -> String {
    guard let milliseconds else { return "-" }
    let format = milliseconds < 10 ? "%.3f" : milliseconds < 1_000 ? "%.1f" : "%.0f"
    return String(format: format, milliseconds)
  }
}
