import Postgres

/// Whose data a call is about, how long its caller waits, and what logs call it.
public struct RequestScope: Sendable {
  /// The one organization that the call sees.
  public let organizationID: OrganizationID
  /// When the caller stops waiting; `nil` leaves it to the lanes' own limits.
  public let deadline: ContinuousClock.Instant?
  let requestID: (any CustomStringConvertible & Sendable)?

  /// The scope of one call; `requestID` is spelled out only where it is logged.
  public init(
    organizationID: OrganizationID, deadline: ContinuousClock.Instant? = nil,
    requestID: (any CustomStringConvertible & Sendable)? = nil
  ) {
    self.organizationID = organizationID
    self.deadline = deadline
    self.requestID = requestID
  }

  /// The parameter that every statement filters on.
  var organization: PostgresValue { .text(organizationID.text) }

  /// A unit for this scope that may run on any lane.
  func unit(isIdempotent: Bool) -> UnitOptions {
    UnitOptions(
      organizations: [organizationID.text], deadline: deadline, isIdempotent: isIdempotent,
      requestID: requestID)
  }

  /// A unit that locks `conversation`, on the lane that all such units share.
  func unit(on conversation: ConversationID, isIdempotent: Bool) -> UnitOptions {
    UnitOptions(
      organizations: [organizationID.text], deadline: deadline, isIdempotent: isIdempotent,
      lane: .key(key(of: conversation)), requestID: requestID)
  }

  /// What the units that lock `conversation` have in common.
  func key(of conversation: ConversationID) -> String {
    "\(organizationID.text)/\(conversation.text)"
  }
}
