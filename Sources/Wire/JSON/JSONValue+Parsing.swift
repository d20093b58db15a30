import Foundation

extension JSONValue {
  /// Parses a document, at most 512 levels deep. The members of an object are sorted by name, and
  /// of several with one name only one is kept.
  public init(parsing text: String) throws(JSONMappingError) {
    do {
      self.init(
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
    } catch {
      let cause = unsafe (error as? CocoaError)?.userInfo["NSDebugDescription"] as? String
      throw JSONMappingError(path: "", reason: "not valid JSON: \(cause ?? "\(error)")")
    }
  }

  /// - Parameter parsed: What `JSONSerialization` has made of a value.
  private init(_ parsed: Any) {
    switch parsed {
    case let object as [String: Any]:
      let members = object.map { Member($0.key, Self($0.value)) }
      self = .object(members.sorted { $0.name < $1.name })
    case let array as [Any]: self = .array(array.map { Self($0) })
    case let string as String: self = .string(string)
    case let number as NSNumber:
      self = number.isBool ? .bool(number.boolValue) : .number(number.stringValue)
    default: self = .null
    }
  }
}

extension NSNumber {
  /// Whether the number was made from true or false; those are kept as C's `char`.
  fileprivate var isBool: Bool {
    unsafe objCType.pointee == CChar(UInt8(ascii: "c"))
  }
}
