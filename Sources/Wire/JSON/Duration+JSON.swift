/// Seconds with up to nine decimals and an `s`: `1.500s`.
extension GoogleProtobuf.Duration {
  /// About 10,000 years, the limit of the type.
  private static let limitSeconds: Int64 = 315_576_000_000

  public init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .string(let text) = value,
      let match = text.wholeMatch(of: /(-?)(\d{1,12})(?:\.(\d{1,9}))?s/.asciiOnlyDigits()),
      let seconds = Int64(match.2), seconds <= Self.limitSeconds
    else {
      throw JSONMappingError(path: path, reason: "expected a duration, such as \"1.5s\"")
    }
    let sign = match.1.isEmpty ? 1 : -1
    self.init(
      seconds: seconds * Int64(sign), nanos: Fraction.nanos(match.3) * Int32(sign))
  }

  /// A duration outside the limits of the type is an object of its fields.
  public var jsonValue: JSONValue {
    guard abs(Double(seconds)) <= Double(Self.limitSeconds), nanos.magnitude < 1_000_000_000,
      seconds.signum() * Int64(nanos.signum()) >= 0
    else {
      return .object([.init("seconds", seconds.jsonValue), .init("nanos", nanos.jsonValue)])
    }
    let sign = seconds < 0 || nanos < 0 ? "-" : ""
    return .string("\(sign)\(seconds.magnitude)\(Fraction.text(nanos: abs(nanos)))s")
  }
}
