/// A model's wish to have a tool called.
public struct ToolCall: Sendable, Hashable {
  /// What the tool's answer refers to.
  public var id: String
  /// The tool's name.
  public var name: String
  /// What it is to be called with: JSON, as the model wrote it, which may not be valid.
  public var arguments: String

  public init(id: String, name: String, arguments: String) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// As OpenAI's API has it: `{"id": …, "type": "function", "function": {"name": …, "arguments": …}}`.
extension ToolCall: Codable {
  private enum Key: String, CodingKey { case id, type, function, name, arguments }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let function = try container.nestedContainer(keyedBy: Key.self, forKey: .function)
    id = try container.decode(String.self, forKey: .id)
    name = try function.decode(String.self, forKey: .name)
    arguments = try function.decode(String.self, forKey: .arguments)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode("function", forKey: .type)
    var function = container.nestedContainer(keyedBy: Key.self, forKey: .function)
    try function.encode(name, forKey: .name)
    try function.encode(arguments, forKey: .arguments)
  }
}
