/// A moment with PostgreSQL's own precision.
public struct PostgresTimestamp: Sendable, Hashable, Comparable {
  /// Microseconds since 1970-01-01 00:00 UTC.
  public let microsecondsSinceUnixEpoch: Int64

  /// The moment so many microseconds after 1970-01-01 00:00 UTC.
  public init(microsecondsSinceUnixEpoch: Int64) {
    self.microsecondsSinceUnixEpoch = microsecondsSinceUnixEpoch
  }

  /// Earlier comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.microsecondsSinceUnixEpoch < right.microsecondsSinceUnixEpoch
  }

  /// From 1970-01-01 to PostgreSQL's epoch, 2000-01-01, in microseconds.
  private static let epochOffset: Int64 = 946_684_800_000_000

  /// Microseconds since 2000-01-01. A moment before what PostgreSQL can hold becomes one that it
  /// refuses, never one of its infinities.
  var microsecondsSincePostgresEpoch: Int64 {
    let (value, overflow) = microsecondsSinceUnixEpoch.subtractingReportingOverflow(
      Self.epochOffset)
    return overflow ? Int64.min + 1 : value
  }

  /// `nil` for PostgreSQL's `infinity` and `-infinity`.
  init?(microsecondsSincePostgresEpoch value: Int64) {
    let (sum, overflow) = value.addingReportingOverflow(Self.epochOffset)
    guard value != .min, !overflow else { return nil }
    microsecondsSinceUnixEpoch = sum
  }
}
