/// A unit on its way: what to run, until when, and whom to tell.
final class LaneUnit: Sendable {
  typealias ID = UInt64

  /// How a unit ended.
  enum Outcome: Sendable {
    case committed
    case failed(PostgresError)
    case cancelled
  }

  let id: ID
  /// The statements in order; the first sets the organizations and the timeout.
  let calls: [any AnyStatementCall]
  let deadline: ContinuousClock.Instant?
  let isIdempotent: Bool
  /// The bytes of all parameters.
  let byteCount: Int
  /// Called exactly once, by the lane's state machine.
  let finish: @Sendable (Outcome) -> Void

  init(
    id: ID, calls: [any AnyStatementCall], deadline: ContinuousClock.Instant?, isIdempotent: Bool,
    finish: @escaping @Sendable (Outcome) -> Void
  ) {
    self.id = id
    self.calls = calls
    self.deadline = deadline
    self.isIdempotent = isIdempotent
    self.byteCount = calls.reduce(0) { $0 + $1.parameters.bytes.count }
    self.finish = finish
  }

  /// The names of the caller's statements, for errors.
  var name: String {
    calls.dropFirst().map(\.preparation.statement.name).joined(separator: ", ")
  }

  /// An error of the unit as a whole.
  func error(
    _ code: PostgresError.Code, _ reason: String, isRetriable: Bool = true,
    serverMessage: String? = nil
  ) -> PostgresError {
    PostgresError(
      code, attempted: name, reason: reason, serverMessage: serverMessage, isRetriable: isRetriable)
  }
}
