import Synchronization

/// How much waits in one lane's group, to be read by all without its lock.
///
/// Apart from the group, which is generic: each read of a generic type looks its types up first, and
/// this is asked for each call, those that are refused included.
final class GroupLoad: Sendable {
  private let limits: GroupLimits
  private let parts = Atomic(0)
  private let bytes = Atomic(0)

  init(limits: GroupLimits) {
    self.limits = limits
  }

  /// Parts that wait to be sent.
  var waitingCount: Int { parts.load(ordering: .relaxed) }

  /// Whether one more part probably fits into the next unit.
  var hasRoomInUnit: Bool { isBelow(parts: limits.maxParts, bytes: limits.maxBytes) }

  /// Whether one more part may probably wait.
  var hasRoomToWait: Bool { isBelow(parts: limits.maxWaitingParts, bytes: limits.maxWaitingBytes) }

  /// Notes how much waits; by who holds the group's lock.
  func note(parts: Int, bytes: Int) {
    self.parts.store(parts, ordering: .relaxed)
    self.bytes.store(bytes, ordering: .relaxed)
  }

  private func isBelow(parts: Int, bytes: Int) -> Bool {
    waitingCount < parts && self.bytes.load(ordering: .relaxed) < bytes
  }
}
