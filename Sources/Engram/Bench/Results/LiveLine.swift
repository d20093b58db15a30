import Foundation
import Glibc
import Histogram

/// A line on the terminal that says each second how a load goes.
struct LiveLine: Sendable {
  let title: String
  /// Seconds that the load takes, its warm-up included; `nil` when only a count ends it.
  let total: Double?
  let progress: LoadProgress

  /// Whether standard error is a terminal.
  static var isWanted: Bool { isatty(STDERR_FILENO) == 1 }

  /// Rewrites the line each second until the task is cancelled, then clears it.
  func run() async {
    let start = ContinuousClock.now
    var last = start
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let now = ContinuousClock.now
      write(text(progress.take(), elapsed: now - start, since: now - last))
      last = now
    }
    write("")
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

  /// To the start of the line, the text, and nothing of what stood there before.
  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\r\(text)\u{1B}[K".utf8))
  }
}
