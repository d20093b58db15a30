/// One caller's part of a group commit.
public protocol GroupPart: Sendable {
  associatedtype Key: Hashable & Sendable

  /// The organization that it sees and changes.
  var organization: String { get }
  /// When its caller stops waiting. A part that is late by then is not sent.
  var deadline: ContinuousClock.Instant? { get }
  /// What logs call the request that it serves; spelled out only where it is logged.
  var requestID: (any CustomStringConvertible & Sendable)? { get }
  /// Rows that it writes.
  var rowCount: Int { get }
  /// Bytes that its parameters take, roughly.
  var byteCount: Int { get }
  /// What only one part of a unit may bring, such as the ids of new rows.
  var keys: [Key] { get }
}

/// A row that a group's unit returns.
public struct GroupRow<Row: Sendable>: Sendable {
  /// The part it belongs to, by its place in the list, from 0.
  let part: Int
  let row: Row

  /// A row of the part at the place `part`.
  public init(part: Int, row: Row) {
    self.part = part
    self.row = row
  }
}

/// What a group holds, and what it puts into one unit.
public struct GroupLimits: Sendable {
  /// Parts that may wait, for each group; the next one is refused as `overloaded`.
  public var maxWaitingParts = 512
  /// Bytes of parts that may wait, for each group.
  public var maxWaitingBytes = 64 << 20
  /// Parts of one unit.
  public var maxParts = 128
  /// Rows of one unit. A part that has more is a unit of its own.
  public var maxRows = 1000
  /// Bytes of one unit. A part that has more is a unit of its own.
  public var maxBytes = 4 << 20
  /// For how long a unit may wait for callers who were just answered; never longer than a quarter
  /// of the time that the last one took.
  public var maxGathering = Duration.microseconds(300)

  /// The defaults that stand beside each property.
  public init() {}
}
