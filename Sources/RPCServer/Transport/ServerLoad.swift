import Metrics
import Synchronization

/// How much is going on in the whole server, and whether there is room for more.
///
/// Reports `engram_rpc_connections` and `engram_rpc_calls_in_flight`.
final class ServerLoad: Sendable {
  let maxConnections: Int
  let maxCalls: Int
  private let connections = Atomic(0)
  private let calls = Atomic(0)
  private let connectionMeter = Meter(label: "engram_rpc_connections")
  private let callMeter = Meter(label: "engram_rpc_calls_in_flight")

  init(maxConnections: Int, maxCalls: Int) {
    self.maxConnections = maxConnections
    self.maxCalls = maxCalls
  }

  /// Counts a connection in; returns how many there are with it.
  func connectionOpened() -> Int {
    connectionMeter.increment()
    return connections.add(1, ordering: .relaxed).newValue
  }

  func connectionClosed() {
    connectionMeter.decrement()
    connections.subtract(1, ordering: .relaxed)
  }

  /// Counts a call in; false, and nothing counted, when there are as many as there may be.
  func callBegins() -> Bool {
    guard calls.add(1, ordering: .relaxed).newValue <= maxCalls else {
      calls.subtract(1, ordering: .relaxed)
      return false
    }
    callMeter.increment()
    return true
  }

  func callReturned() {
    callMeter.decrement()
    calls.subtract(1, ordering: .relaxed)
  }
}
