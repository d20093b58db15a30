import Foundation
import Histogram

/// A line on the terminal that says each second how a load goes.
struct LiveLine: Sendable {
  let title: String
  /// Seconds that the load takes, its warm-up included; `nil` when only a count ends it.
  let total: Double?
  let progress: LoadProgress

  /// Rewrites the line each second until the task is cancelled, then clears it.
  func run() async {
    let start = ContinuousClock.now
    var last = start
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let now = ContinuousClock.now
      TerminalLine.write(text(progress.take(), elapsed: now - start, since: now - last))
      last = now
    }
    TerminalLine.write("")
  }

  private func text(
    _ snapshot: LoadProgress.Snapshot, elapsed: Duration, since: Duration
  ) -> String {
    let recent = snapshot.recent
    let rate = Double(recent.succeeded) / (since / .seconds(1))
    let p99 = recent.latencies.map { Double($0.valueAtPercentile(99)) / 1e6 }
    let end = total.map { String(format: "/%.0f", $0) } ?? ""
    let time = String(format: "%.0f", elapsed / .seconds(1)) + end + " s"
    return "\(title): \(time), \(String(format: "%.0f", rate)) calls/s, "
      + "p99 \(BenchTable.number(p99)) ms, \(snapshot.failed) failed"
  }
}
