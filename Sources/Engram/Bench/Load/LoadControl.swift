import Synchronization

/// What ends a load before its time; shared by its threads and by whoever started it.
final class LoadControl: Sendable {
  /// Why a load ended early.
  enum Reason: Int, Sendable {
    case none
    case interrupted
    case connectionLost
    case streamIDsUsedUp

    /// For the row of the load; `nil` when it did not end early.
    var text: String? {
      switch self {
      case .none: nil
      case .interrupted: "interrupted"
      case .connectionLost: "a connection was lost"
      case .streamIDsUsedUp: "a connection has used up its 2^31 stream ids"
      }
    }
  }

  private let raw = Atomic(Reason.none.rawValue)

  /// The first reason that was given.
  var reason: Reason { Reason(rawValue: raw.load(ordering: .relaxed)) ?? .none }

  /// Lets all threads of the load make no further calls.
  func end(_ reason: Reason) {
    _ = raw.compareExchange(
      expected: Reason.none.rawValue, desired: reason.rawValue, ordering: .relaxed)
  }
}
