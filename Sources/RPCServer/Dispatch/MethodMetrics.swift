import Metrics
import Wire

/// Counts and times the calls of one method.
///
/// - `engram_rpc_calls`: calls that ended, by `method` and `code`.
/// - `engram_rpc_call_duration`: from arrival to the end of the reply, by `method`.
struct MethodMetrics: Sendable {
  private let counters: [StatusCode: Counter]
  private let duration: Timer

  init(method: String) {
    counters = Dictionary(
      uniqueKeysWithValues: StatusCode.allCases.map { ($0, Self.counter(method: method, code: $0)) }
    )
    duration = Timer(label: "engram_rpc_call_duration", dimensions: [("method", method)])
  }

  /// Records the end of a call.
  func record(_ code: StatusCode, after time: Duration) {
    counters[code]?.increment()
    duration.recordNanoseconds(time.wholeNanoseconds)
  }

  private static func counter(method: String, code: StatusCode) -> Counter {
    Counter(label: "engram_rpc_calls", dimensions: [("method", method), ("code", code.name)])
  }
}
