/// What one chat completion of an `OpenAIServer` says.
public struct ScriptedReply: Encodable, Sendable {
  /// The tokens that it says it took.
  public enum Usage: Sendable {
    /// What the server counts.
    case counted
    case tokens(input: Int, output: Int)
    case none
  }

  let content: String?
  let finishReason: String?
  let refusal: String?
  let model: String?
  let usage: Usage

  /// Without `content` it is `null`, as with a call of a tool; without `model` it is the request's.
  public init(
    _ content: String?, finishReason: String? = "stop", refusal: String? = nil,
    model: String? = nil, usage: Usage = .counted
  ) {
    self.content = content
    self.finishReason = finishReason
    self.refusal = refusal
    self.model = model
    self.usage = usage
  }

  private enum Key: String, CodingKey {
    case content, refusal, model, usage
    case finishReason = "finish_reason"
    case input = "prompt_tokens"
    case output = "completion_tokens"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(content, forKey: .content)
    try container.encode(finishReason, forKey: .finishReason)
    try container.encodeIfPresent(refusal, forKey: .refusal)
    try container.encodeIfPresent(model, forKey: .model)
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
