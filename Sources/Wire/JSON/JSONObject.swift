/// The JSON object that a message becomes; fields with their default values are left out.
struct JSONObject {
  private(set) var members: [JSONValue.Member] = []

  /// Adds a field, whatever its value.
  mutating func set(_ name: String, _ value: JSONValue) {
    members.append(.init(name, value))
  }

  /// Adds a field that is not a message.
  mutating func add<Value: JSONMapped>(_ name: String, _ value: Value) {
    if value != Value() { set(name, value.jsonValue) }
  }

  /// Adds a repeated field whose elements are not messages.
  mutating func addValues(_ name: String, _ values: [some JSONMapped]) {
    if !values.isEmpty { set(name, .array(values.map(\.jsonValue))) }
  }

  /// Adds a message field.
  mutating func addMessage(_ name: String, _ message: (some WireMessage)?) {
    if let message { set(name, message.jsonValue) }
  }

  /// Adds a repeated message field.
  mutating func addMessages(_ name: String, _ messages: [some WireMessage]) {
    if !messages.isEmpty { set(name, .array(messages.map(\.jsonValue))) }
  }
}
