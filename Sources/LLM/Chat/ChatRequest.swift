/// One message of a chat.
public struct ChatMessage: Sendable, Hashable {
  /// Who speaks; the names are those of OpenAI's API.
  public enum Role: String, Sendable {
    case system, user, assistant, tool
  }

  public let role: Role
  /// Empty where the assistant did nothing but call tools.
  public let content: String
  /// Whose words they are, where several speak in one role; `nil` says nothing.
  public var name: String?
  /// What the assistant called.
  public var toolCalls: [ToolCall] = []
  /// Which call a tool answers.
  public var toolCallID: String?

  public init(_ role: Role, _ content: String) {
    self.role = role
    self.content = content
  }
}

/// What a model is asked to go on with.
public struct ChatRequest: Sendable {
  /// Oldest first.
  public var messages: [ChatMessage]
  /// The most tokens of the reply; `nil` is what the provider allows.
  public var maxOutputTokens: Int?
  /// From 0, for the same reply nearly every time, to 2; `nil` is the model's own.
  public var temperature: Double?
  /// Asks for a JSON object. The messages must ask for JSON too; not every provider can promise it.
  public var wantsJSON: Bool
  /// What the model may call: the text of a JSON array as OpenAI's API has it under `tools`, which is
  /// passed on as it is; `nil` for nothing. Whoever sets it has checked that it is one.
  public var toolsJSON: String?

  public init(
    messages: [ChatMessage], maxOutputTokens: Int? = nil, temperature: Double? = nil,
    wantsJSON: Bool = false, toolsJSON: String? = nil
  ) {
    self.messages = messages
    self.maxOutputTokens = maxOutputTokens
    self.temperature = temperature
    self.wantsJSON = wantsJSON
    self.toolsJSON = toolsJSON
  }
}
