import Postgres

/// A call that is about the whole deployment: how long its caller waits, and what logs call it.
public struct DeploymentScope: Sendable {
  private let deadline: ContinuousClock.Instant?
  private let requestID: (any CustomStringConvertible & Sendable)?

  /// The scope of one call, as in ``RequestScope``.
  public init(
    deadline: ContinuousClock.Instant? = nil,
    requestID: (any CustomStringConvertible & Sendable)? = nil
  ) {
    self.deadline = deadline
    self.requestID = requestID
  }

  /// A unit for the system role's lanes, which see every organization.
  func unit(isIdempotent: Bool) -> UnitOptions {
    UnitOptions(
      organizations: [], deadline: deadline, isIdempotent: isIdempotent, requestID: requestID)
  }
}
