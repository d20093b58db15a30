import FoundationEssentials

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

  /// Foundation would round the fraction, so it sees only what is before.
  private init?(rfc3339 text: String) {
    let pattern = /(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)/
    guard let match = text.wholeMatch(of: pattern),
      let date = try? Date(
        "\(match.1)T\(match.2)\(match.4.uppercased())", strategy: .iso8601)
    else { return nil }
    let seconds = Int64(date.timeIntervalSince1970)
    guard Self.limitsSeconds.contains(seconds) else { return nil }
    self.init(seconds: seconds, nanos: Fraction.nanos(match.3))
  }

  /// A time outside the limits of the type is an object of its fields.
  public var jsonValue: JSONValue {
    guard Self.limitsSeconds.contains(seconds), (0..<1_000_000_000).contains(nanos) else {
      return .object([.init("seconds", seconds.jsonValue), .init("nanos", nanos.jsonValue)])
    }
    let date = Date(timeIntervalSince1970: Double(seconds))
    return .string(date.formatted(.iso8601).dropLast() + Fraction.text(nanos: nanos) + "Z")
  }
}
