/// A member of the JSON object that a message is read from.
struct JSONMember {
  /// Its name, as written.
  let name: String
  private let json: JSONValue
  private let path: String

  /// The members of an object at `path`.
  static func members(
    of value: JSONValue, at path: String
  ) throws(JSONMappingError) -> [JSONMember] {
    guard case .object(let members) = value else {
      throw JSONMappingError(path: path, reason: "expected an object")
    }
    return members.map {
      JSONMember(name: $0.name, json: $0.value, path: path.isEmpty ? $0.name : "\(path).\($0.name)")
    }
  }

  /// Whether the field is left out, which is what null means.
  var isNull: Bool { json == .null }

  /// The value of a field that is not a message.
  func value<Value: JSONMapped>() throws(JSONMappingError) -> Value {
    isNull ? Value() : try Value(json: json, at: path)
  }

  /// The values of a repeated field whose elements are not messages.
  func values<Value: JSONMapped>() throws(JSONMappingError) -> [Value] {
    try elements { element, path throws(JSONMappingError) in
      try Value(json: element, at: path)
    }
  }

  /// The value of a message field.
  func message<Message: WireMessage>() throws(JSONMappingError) -> Message? {
    isNull ? nil : try Message(json: json, at: path)
  }

  /// The values of a repeated message field.
  func messages<Message: WireMessage>() throws(JSONMappingError) -> [Message] {
    try elements { element, path throws(JSONMappingError) in
      try Message(json: element, at: path)
    }
  }

  /// What to throw when the message has no such field.
  func unknown<Message: WireMessage>(in type: Message.Type) -> JSONMappingError {
    JSONMappingError(path: path, reason: "\(type.protoName) has no such field")
  }

  /// Throws when the oneof that this field belongs to has its value already.
  func refuse<Value>(another value: Value?, of oneof: String) throws(JSONMappingError) {
    guard value == nil || isNull else {
      throw JSONMappingError(path: path, reason: "only one field of \(oneof) may be given")
    }
  }

  private func elements<Value>(
    _ convert: (JSONValue, _ path: String) throws(JSONMappingError) -> Value
  ) throws(JSONMappingError) -> [Value] {
    guard !isNull else { return [] }
    guard case .array(let elements) = json else {
      throw JSONMappingError(path: path, reason: "expected an array")
    }
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      values.append(try convert(element, "\(path)[\(index)]"))
    }
    return values
  }
}
