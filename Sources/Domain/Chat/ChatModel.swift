public import LLM

/// The model that an organization chats with.
public struct ChatModel: Sendable {
  public let provider: any ChatProvider
  /// Tokens that a request and its reply may have together.
  public let contextTokens: Int
  /// Where a chat says nothing else; `nil` is what the provider allows.
  public let maxOutputTokens: Int?
  /// Where a chat says nothing else; `nil` is the model's own.
  public let temperature: Double?

  public init(
    provider: any ChatProvider, contextTokens: Int, maxOutputTokens: Int? = nil,
    temperature: Double? = nil
  ) {
    self.provider = provider
    self.contextTokens = contextTokens
    self.maxOutputTokens = maxOutputTokens
    self.temperature = temperature
  }
}

/// Finds the model for a call.
public typealias ChatModelSource = @Sendable (RequestScope) async throws -> ChatModel
