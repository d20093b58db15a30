/// What one chat completion of an `OpenAIServer` says.
public struct ScriptedReply: Encodable, Sendable {
  /// The tokens that it says it took.
  public enum Usage: Sendable {
    /// What the server counts.
    case counted
    case tokens(input: Int, output: Int)
    case none
  }

  public let content: String?
  let finishReason: String?
  let refusal: String?
  let model: String?
  let usage: Usage
  let toolCalls: [ChatCalls.Tool]?
  /// Of a streamed one.
  public var stream = Stream()

  /// How a reply is streamed: an event for its beginning, one a word, one for its end.
  public struct Stream: Sendable {
    /// Between two events.
    public var pauseMs: Int?
    /// After so many events it is cut, is no JSON, or is OpenAI's error.
    public var cutAfter: Int?
    public var malformedAfter: Int?
    public var errorAfter: Int?
    /// The code of that error.
    public var error: String?

    public init() {}
  }

  /// Without `content` it is `null`, as with a call of a tool; without `model` it is the request's.
  public init(
    _ content: String?, finishReason: String? = "stop", refusal: String? = nil,
    model: String? = nil, usage: Usage = .counted, toolCalls: [ChatCalls.Tool]? = nil,
    _ change: (inout Stream) -> Void = { _ in }
  ) {
    self.content = content
    self.finishReason = finishReason
    self.refusal = refusal
    self.model = model
    self.usage = usage
    self.toolCalls = toolCalls
    change(&stream)
  }

  private enum Key: String, CodingKey {
    case content, refusal, model, usage
    case finishReason = "finish_reason"
    case input = "prompt_tokens"
    case output = "completion_tokens"
    case toolCalls = "tool_calls"
    case pauseMs = "pause_ms"
    case cutAfter = "cut_after"
    case malformedAfter = "malformed_after"
    case errorAfter = "error_after"
    case error
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(content, forKey: .content)
    try container.encode(finishReason, forKey: .finishReason)
    try container.encodeIfPresent(refusal, forKey: .refusal)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encodeIfPresent(toolCalls, forKey: .toolCalls)
    try container.encodeIfPresent(stream.pauseMs, forKey: .pauseMs)
    try container.encodeIfPresent(stream.cutAfter, forKey: .cutAfter)
    try container.encodeIfPresent(stream.malformedAfter, forKey: .malformedAfter)
    try container.encodeIfPresent(stream.errorAfter, forKey: .errorAfter)
    try container.encodeIfPresent(stream.error, forKey: .error)
    switch usage {
    case .counted: break
    case .none: try container.encodeNil(forKey: .usage)
    case .tokens(let input, let output):
      var tokens = container.nestedContainer(keyedBy: Key.self, forKey: .usage)
      try tokens.encode(input, forKey: .input)
      try tokens.encode(output, forKey: .output)
    }
  }
}
