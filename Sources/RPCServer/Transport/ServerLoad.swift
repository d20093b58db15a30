import Metrics
import Synchronization

/// How much is going on in the whole server, and whether there is room for more.
///
/// Reports `engram_rpc_connections` and `engram_rpc_calls_in_flight`.
final class ServerLoad: Sendable {
  let maxConnections: Int
  let maxCalls: Int
  private let connections: Places
  private let refusedConnections = Places(limit: 64)
  private let calls: Places
  private let connectionMeter = Meter(label: "engram_rpc_connections")
  private let callMeter = Meter(label: "engram_rpc_calls_in_flight")

  init(maxConnections: Int, maxCalls: Int) {
    self.maxConnections = maxConnections
    self.maxCalls = maxCalls
    connections = Places(limit: maxConnections)
    calls = Places(limit: maxCalls)
  }

  /// Counts a connection in and says what becomes of it.
  func connectionOpens() -> ConnectionPlace {
    connectionMeter.increment()
    if connections.take() { return .served }
    if refusedConnections.take() { return .refused }
    return .none
  }

  /// Counts a connection out.
  func connectionClosed(_ place: ConnectionPlace) {
    connectionMeter.decrement()
    switch place {
    case .served: connections.giveBack()
    case .refused: refusedConnections.giveBack()
    case .none: break
    }
  }

  /// Counts a call in; false, and nothing counted, when there are as many as there may be.
  func callBegins() -> Bool {
    guard calls.take() else { return false }
    callMeter.increment()
    return true
  }

  /// Counts a call out.
  func callReturned() {
    callMeter.decrement()
    calls.giveBack()
  }
}

/// What becomes of a new connection.
enum ConnectionPlace: Sendable {
  /// It is served.
  case served
  /// It is over the limit: told so, and closed.
  case refused
  /// There are many who are told so already: closed at once.
  case none
}

/// A number of places that are taken and given back.
private final class Places: Sendable {
  private let limit: Int
  private let taken = Atomic(0)

  init(limit: Int) { self.limit = limit }

  /// False when none is left.
  func take() -> Bool {
    if taken.add(1, ordering: .relaxed).newValue <= limit { return true }
    giveBack()
    return false
  }

  func giveBack() { taken.subtract(1, ordering: .relaxed) }
}
