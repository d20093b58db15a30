/// How many tokens a call took, as the provider counts them; not below zero.
public struct TokenUsage: Sendable, Hashable {
  public let input: Int
  public let output: Int

  public init(input: Int, output: Int) {
    self.input = input
    self.output = output
  }
}

/// What a model said.
public struct ChatReply: Sendable, Hashable {
  /// Why it said no more.
  public enum End: Sendable, Hashable {
    /// It was done.
    case stop
    /// The tokens it may have, or those of its context, were used up.
    case length
    /// It, or a filter of the provider, would not say this.
    case refused
    /// It wants a tool's answer.
    case toolCalls
    case other
  }

  /// May be empty; of a refusal its reason.
  public let text: String
  public let end: End
  /// What is to be called before the model goes on.
  public let toolCalls: [ToolCall]
  /// `nil` when the provider does not say.
  public let usage: TokenUsage?
  /// The model as the provider names it, which may be more exact than what was asked for.
  public let model: String

  public init(
    text: String, end: End, toolCalls: [ToolCall] = [], usage: TokenUsage?, model: String
  ) {
    self.text = text
    self.end = end
    self.toolCalls = toolCalls
    self.usage = usage
    self.model = model
  }
}
