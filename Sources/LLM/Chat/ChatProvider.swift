/// What goes on with a chat.
public protocol ChatProvider: Sendable {
  /// The provider's name of the model, such as `gpt-4o-mini`.
  var modelName: String { get }

  /// The model's reply. One call is one HTTP attempt: whoever calls again counts it.
  ///
  /// Throws `LLMError`, or `CancellationError` when the task is cancelled.
  func complete(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?
  ) async throws -> ChatReply
}
