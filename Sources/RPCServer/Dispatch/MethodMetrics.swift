import Metrics
import Wire

/// Counts and times the calls of one method.
///
/// - `engram_rpc_calls`: calls that ended, by `method` and `code`.
/// - `engram_rpc_call_duration`: from arrival to the end of the reply, by `method`.
struct MethodMetrics: Sendable {
  private let method: String
  private let succeeded: Counter
  private let duration: Timer

  init(method: String) {
    self.method = method
    succeeded = Self.counter(method: method, code: .ok)
    duration = Timer(label: "engram_rpc_call_duration", dimensions: [("method", method)])
  }

  /// Records the end of a call.
  func record(_ code: StatusCode, after time: Duration) {
    let counter = code == .ok ? succeeded : Self.counter(method: method, code: code)
    counter.increment()
    duration.recordNanoseconds(time.wholeNanoseconds)
  }

  private static func counter(method: String, code: StatusCode) -> Counter {
    Counter(label: "engram_rpc_calls", dimensions: [("method", method), ("code", code.name)])
  }
}
