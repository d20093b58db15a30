/// A date and time of RFC 3339, written in UTC: `2025-01-31T23:59:59.250Z`.
extension GoogleProtobuf.Timestamp {
  /// The years 1 to 9999, the limits of the type.
  private static let limitsSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  public init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .string(let text) = value, let time = Self(rfc3339: text) else {
      throw JSONMappingError(
        path: path, reason: "expected a time of RFC 3339, such as \"2025-01-31T23:59:59Z\"")
    }
    self = time
  }

  private init?(rfc3339 text: String) {
    let pattern = /(\d{4})-(\d\d)-(\d\d)[Tt]([^.]{8})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d:\d\d))/
    guard let match = text.wholeMatch(of: pattern.asciiOnlyDigits()),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
      let date = CivilDate(year: year, month: month, day: day),
      let time = Self.seconds(ofClock: match.4),
      let offset = Self.seconds(ofClock: (match.7 ?? "00:00") + ":00")
    else { return nil }
    let east = match.6 == "-" ? -offset : offset
    let seconds = Int64(date.daysSinceEpoch) * 86_400 + time - east
    guard Self.limitsSeconds.contains(seconds) else { return nil }
    self.init(seconds: seconds, nanos: Fraction.nanos(match.5))
  }

  /// Seconds since midnight of `23:59:59`.
  private static func seconds(ofClock text: Substring) -> Int64? {
    guard let match = text.wholeMatch(of: /([01]\d|2[0-3]):([0-5]\d):([0-5]\d)/.asciiOnlyDigits()),
      let hours = Int64(match.1), let minutes = Int64(match.2), let seconds = Int64(match.3)
    else { return nil }
    return hours * 3_600 + minutes * 60 + seconds
  }

  /// A time outside the limits of the type is an object of its fields.
  public var jsonValue: JSONValue {
    guard Self.limitsSeconds.contains(seconds), (0..<1_000_000_000).contains(nanos) else {
      return .object([.init("seconds", seconds.jsonValue), .init("nanos", nanos.jsonValue)])
    }
    let secondOfDay = Int(seconds - seconds.dayStart)
    let date = CivilDate(daysSinceEpoch: Int(seconds.dayStart / 86_400))
    let clock = [secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60]
    let day = "\(date.year.digits(4))-\(date.month.digits(2))-\(date.day.digits(2))"
    let time = clock.map { $0.digits(2) }.joined(separator: ":")
    return .string("\(day)T\(time)\(Fraction.text(nanos: nanos))Z")
  }
}

extension Int64 {
  /// The last multiple of a day's seconds that is not after this one.
  fileprivate var dayStart: Int64 {
    let rest = self % 86_400
    return rest < 0 ? self - rest - 86_400 : self - rest
  }
}
