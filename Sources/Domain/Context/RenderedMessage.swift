/// A message of a request to a chat-completions API.
public struct RenderedMessage: Sendable, Hashable {
  public let role: MessageRole
  /// Empty when there is none.
  public let name: String
  public let content: String
  /// An assistant's `tool_calls`, one JSON array; or empty.
  public let toolCallsJSON: String
  /// The call that a tool's message answers, or empty.
  public let toolCallID: String

  init(
    role: MessageRole, name: String = "", content: String, toolCallsJSON: String = "",
    toolCallID: String = ""
  ) {
    self.role = role
    self.name = name
    self.content = content
    self.toolCallsJSON = toolCallsJSON
    self.toolCallID = toolCallID
  }

  /// Bytes that it takes on the wire: its texts, and at most 64 for the rest.
  var byteCount: Int {
    name.utf8.count + content.utf8.count + toolCallsJSON.utf8.count + toolCallID.utf8.count + 64
  }
}
