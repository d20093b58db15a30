/// A unit on its way: what to run, until when, and whom to tell.
final class LaneUnit: Sendable {
  typealias ID = UInt64

  /// How a unit ended.
  enum Outcome: Sendable {
    case committed
    case failed(PostgresError)
    case cancelled

    /// What to throw; a unit that committed has nothing.
    var error: any Error {
      if case .failed(let error) = self { error } else { CancellationError() }
    }
  }

  let id: ID
  let deadline: ContinuousClock.Instant?
  let isIdempotent: Bool
  /// The bytes of all parameters, for the lane's limit.
  let byteCount: Int
  /// The statements in order. Asked for on the lane's thread when the unit is sent, and again when
  /// it has to be repeated: what is still to be decided is decided then.
  let calls: @Sendable () -> [any AnyStatementCall]
  /// Called exactly once, by the lane's state machine.
  let finish: @Sendable (Outcome) -> Void
  private let spellName: @Sendable () -> String

  init(
    id: ID, name: @autoclosure @escaping @Sendable () -> String, byteCount: Int,
    deadline: ContinuousClock.Instant?, isIdempotent: Bool,
    calls: @escaping @Sendable () -> [any AnyStatementCall],
    finish: @escaping @Sendable (Outcome) -> Void
  ) {
    self.id = id
    self.spellName = name
    self.byteCount = byteCount
    self.deadline = deadline
    self.isIdempotent = isIdempotent
    self.calls = calls
    self.finish = finish
  }

  /// What errors call it; spelled out only where one needs it.
  var name: String { spellName() }

  /// An error of the unit as a whole, which the caller may well retry.
  func error(
    _ code: PostgresError.Code, _ reason: String, serverMessage: String? = nil
  ) -> PostgresError {
    PostgresError(
      code, attempted: name, reason: reason, serverMessage: serverMessage, isRetriable: true)
  }
}

/// A statement of a unit with the name it has on the connection that the unit is sent on.
struct PreparedCall {
  let call: any AnyStatementCall
  let name: String
}
