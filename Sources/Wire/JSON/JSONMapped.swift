import FoundationEssentials

/// A type of a field that is not a message, with its form in canonical JSON.
protocol JSONMapped: Equatable {
  /// The default value.
  init()

  /// Reads the value at `path`, which is not null.
  init(json value: JSONValue, at path: String) throws(JSONMappingError)

  var jsonValue: JSONValue { get }
}

extension String: JSONMapped {
  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .string(let text) = value else {
      throw JSONMappingError(path: path, reason: "expected a string")
    }
    self = text
  }

  var jsonValue: JSONValue { .string(self) }
}

extension Bool: JSONMapped {
  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .bool(let bool) = value else {
      throw JSONMappingError(path: path, reason: "expected true or false")
    }
    self = bool
  }

  var jsonValue: JSONValue { .bool(self) }
}

/// Bytes, in base64. The alphabet for URLs and missing padding are accepted.
extension [UInt8]: JSONMapped {
  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .string(let text) = value, let data = Data(base64Encoded: Self.padded(text)) else {
      throw JSONMappingError(path: path, reason: "expected bytes as a base64 string")
    }
    self = Array(data)
  }

  private static func padded(_ text: String) -> String {
    let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    return standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
  }

  var jsonValue: JSONValue { .string(Data(self).base64EncodedString()) }
}

extension JSONMapped where Self: WireEnum {
  init() {
    self.init(rawValue: 0)
  }

  init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    if case .string(let name) = value, let known = Self.named.first(where: { $0.name == name }) {
      self = known.value
    } else if case .number = value {
      self.init(rawValue: try Int32(json: value, at: path))
    } else {
      let names = Self.named.map(\.name).joined(separator: ", ")
      throw JSONMappingError(path: path, reason: "expected one of \(names)")
    }
  }

  var jsonValue: JSONValue {
    Self.named.first { $0.value == self }.map { .string($0.name) } ?? .number("\(rawValue)")
  }
}
