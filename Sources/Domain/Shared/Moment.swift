import FoundationEssentials
import LLM
import Postgres

/// A point in time between the years 1 and 9999, to the microsecond.
public struct Moment: Sendable, Hashable, Comparable {
  /// The first one.
  static let earliest = Moment(microsecondsSinceUnixEpoch: -62_135_596_800_000_000)
  /// The last one.
  static let latest = Moment(microsecondsSinceUnixEpoch: 253_402_300_799_999_999)

  /// Microseconds since 1970-01-01 00:00 UTC.
  public let microsecondsSinceUnixEpoch: Int64

  /// A moment that the database holds, or one made from such.
  init(microsecondsSinceUnixEpoch: Int64) {
    self.microsecondsSinceUnixEpoch = microsecondsSinceUnixEpoch
  }

  /// Checks a time that came from a caller: `nanoseconds` count forward from `seconds`; what is
  /// below a microsecond is dropped.
  public init(secondsSinceUnixEpoch seconds: Int64, nanoseconds: Int32) throws(RuleViolation) {
    guard (-62_135_596_800...253_402_300_799).contains(seconds) else {
      throw RuleViolation("must be between 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z")
    }
    guard (0...999_999_999).contains(nanoseconds) else {
      throw RuleViolation("must have nanos from 0 to 999999999")
    }
    microsecondsSinceUnixEpoch = seconds * 1_000_000 + Int64(nanoseconds) / 1_000
  }

  /// By this machine's clock.
  static var now: Moment {
    Moment(microsecondsSinceUnixEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }

  /// Whole seconds since 1970-01-01 00:00 UTC, rounded down, and nanoseconds from there.
  public var secondsAndNanoseconds: (seconds: Int64, nanoseconds: Int32) {
    var (seconds, microseconds) = microsecondsSinceUnixEpoch.quotientAndRemainder(
      dividingBy: 1_000_000)
    if microseconds < 0 {
      seconds -= 1
      microseconds += 1_000_000
    }
    return (seconds, Int32(microseconds * 1_000))
  }

  var date: Date {
    Date(timeIntervalSince1970: Double(microsecondsSinceUnixEpoch) / 1_000_000)
  }

  /// To the minute in UTC, such as `2026-01-31 08:05`, for people and models.
  var text: String {
    date.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day()
        .time(includingFractionalSeconds: false)
    ).clipped(toBytes: 16)
  }

  /// Earlier comes first.
  public static func < (left: Self, right: Self) -> Bool {
    left.microsecondsSinceUnixEpoch < right.microsecondsSinceUnixEpoch
  }
}

extension Moment {
  /// From a `timestamptz` column.
  init(_ row: borrowing PostgresRow, _ column: Int) throws(PostgresError) {
    let stored: PostgresTimestamp = try row.decode(column)
    self.init(microsecondsSinceUnixEpoch: stored.microsecondsSinceUnixEpoch)
  }

  /// From a `timestamptz` column; `nil` for SQL `NULL`.
  init?(optional row: borrowing PostgresRow, _ column: Int) throws(PostgresError) {
    guard let stored: PostgresTimestamp = try row.decodeOptional(column) else { return nil }
    self.init(microsecondsSinceUnixEpoch: stored.microsecondsSinceUnixEpoch)
  }

  /// The parameter for a `timestamptz`.
  var timestamp: PostgresTimestamp {
    PostgresTimestamp(microsecondsSinceUnixEpoch: microsecondsSinceUnixEpoch)
  }
}
