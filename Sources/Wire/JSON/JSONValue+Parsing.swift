import FoundationEssentials

extension JSONValue {
  /// Deeper than any message, and no strain on the stack.
  private static let maximumDepth = 64

  /// Parses a document.
  public init(parsing text: String) throws(JSONMappingError) {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    } catch DecodingError.dataCorrupted(let context) {
      throw JSONMappingError(path: "", reason: "not valid JSON: \(Self.cause(of: context))")
    } catch {
      throw JSONMappingError(path: "", reason: "not valid JSON")
    }
  }

  private static func cause(of context: DecodingError.Context) -> String {
    guard let cause = context.underlyingError as? CocoaError,
      let text = unsafe cause.userInfo["NSDebugDescription"] as? String
    else { return context.debugDescription }
    return text
  }
}

extension JSONValue: Decodable {
  /// Reads a value of any kind.
  public init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.maximumDepth else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "nested deeper than \(Self.maximumDepth) levels"))
    }
    if let object = try? decoder.container(keyedBy: MemberName.self) {
      self = .object(
        try object.allKeys.map { Member($0.stringValue, try object.decode(Self.self, forKey: $0)) })
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !array.isAtEnd { elements.append(try array.decode(Self.self)) }
      self = .array(elements)
    } else {
      self = try Self(scalar: decoder.singleValueContainer())
    }
  }

  /// Whole numbers are read as such, since a `Double` would round large ones.
  private init(scalar: any SingleValueDecodingContainer) throws {
    if scalar.decodeNil() {
      self = .null
    } else if let bool = try? scalar.decode(Bool.self) {
      self = .bool(bool)
    } else if let string = try? scalar.decode(String.self) {
      self = .string(string)
    } else if let integer = try? scalar.decode(Int64.self) {
      self = .number("\(integer)")
    } else if let integer = try? scalar.decode(UInt64.self) {
      self = .number("\(integer)")
    } else {
      self = .number("\(try scalar.decode(Double.self))")
    }
  }

  private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
