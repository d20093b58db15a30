/// What a unit is for, how long it may take and where it runs.
public struct UnitOptions: Sendable {
  /// The organizations the unit may see and change; set for its transaction before all else.
  public var organizations: [String]
  /// When the caller stops waiting; `nil` waits as long as the lane's limits allow.
  public var deadline: ContinuousClock.Instant?
  /// Whether running it twice does no harm; then a lane repeats it once after a lost connection.
  public var isIdempotent: Bool
  /// Which lane runs it.
  public var lane: LaneKey
  /// What logs call the request that the unit serves; spelled out only where it is logged.
  public var requestID: (any CustomStringConvertible & Sendable)?

  /// A unit for `organizations`.
  public init(
    organizations: [String], deadline: ContinuousClock.Instant? = nil, isIdempotent: Bool = false,
    lane: LaneKey = .any, requestID: (any CustomStringConvertible & Sendable)? = nil
  ) {
    self.organizations = organizations
    self.deadline = deadline
    self.isIdempotent = isIdempotent
    self.lane = lane
    self.requestID = requestID
  }
}

/// Which of the lanes a unit runs on.
public enum LaneKey: Sendable, Hashable {
  /// The lane with the least to do.
  case any
  /// The lane that belongs to this key: units that lock the same rows should share one, since on
  /// one lane they follow one another instead of waiting for each other's locks. A hint, not a
  /// lock: while its lane has no connection, another one takes over.
  case key(String)
}
