/// One message of a chat.
public struct ChatMessage: Sendable, Hashable {
  /// Who speaks; the names are those of OpenAI's API.
  public enum Role: String, Sendable {
    case system, user, assistant, tool
  }

  public let role: Role
  public let content: String

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

  public init(
    messages: [ChatMessage], maxOutputTokens: Int? = nil, temperature: Double? = nil,
    wantsJSON: Bool = false
  ) {
    self.messages = messages
    self.maxOutputTokens = maxOutputTokens
    self.temperature = temperature
    self.wantsJSON = wantsJSON
  }
}
