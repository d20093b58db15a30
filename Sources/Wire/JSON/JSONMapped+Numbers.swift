extension Int32: JSONMapped {}
extension Int64: JSONMapped {}
extension UInt32: JSONMapped {}
extension UInt64: JSONMapped {}
extension Float: JSONMapped {}
extension Double: JSONMapped {}

/// Whole numbers; those of 64 bits are written as strings, since many JSON readers round them.
extension JSONMapped where Self: FixedWidthInteger {
  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard let text = value.numberText, let number = Self(text) ?? Self(exactlyIn: text) else {
      throw JSONMappingError(
        path: path, reason: "expected a whole number from \(Self.min) to \(Self.max)")
    }
    self = number
  }

  /// A number written with a fraction or an exponent, such as `1e3`.
  private init?(exactlyIn text: String) {
    guard let double = Double(text) else { return nil }
    self.init(exactly: double)
  }

  var jsonValue: JSONValue {
    Self.bitWidth == 64 ? .string("\(self)") : .number("\(self)")
  }
}

/// Floating-point numbers; those that JSON has no number for are strings.
extension JSONMapped where Self: BinaryFloatingPoint & LosslessStringConvertible {
  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    switch value {
    case .string("NaN"): self = .nan
    case .string("Infinity"): self = .infinity
    case .string("-Infinity"): self = -.infinity
    default:
      guard let text = value.numberText, let number = Self(text), number.isFinite else {
        throw JSONMappingError(path: path, reason: "expected a number")
      }
      self = number
    }
  }

  var jsonValue: JSONValue {
    if isNaN { return .string("NaN") }
    if isInfinite { return .string(self < 0 ? "-Infinity" : "Infinity") }
    return .number("\(self)")
  }
}

extension JSONValue {
  /// The text of a number, which may also be in a string.
  fileprivate var numberText: String? {
    switch self {
    case .number(let text), .string(let text): text
    case .null, .bool, .array, .object: nil
    }
  }
}
