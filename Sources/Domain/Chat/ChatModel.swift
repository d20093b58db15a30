public import LLM

/// The model that an organization chats with.
public struct ChatModel: Sendable {
  public let provider: any ChatProvider
  /// Tokens that a request and its reply may have together.
  public let contextTokens: Int
  /// Where a chat says nothing else; `nil` is what the provider allows.
  public var maxOutputTokens: Int?
  /// Where a chat says nothing else; `nil` is the model's own.
  public var temperature: Double?

  public init(provider: any ChatProvider, contextTokens: Int) {
    self.provider = provider
    self.contextTokens = contextTokens
  }
}

/// Finds the model for a call.
public typealias ChatModelSource = @Sendable (RequestScope) async throws -> ChatModel
