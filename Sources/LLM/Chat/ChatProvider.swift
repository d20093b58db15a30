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

  /// The same reply, part by part: `onText` is called with each piece of text as soon as it is there,
  /// and the model waits while it runs. All of them together are the text of the reply.
  ///
  /// A failure before the first piece may be tried again here; one after it is thrown. Also throws what
  /// `onText` does. The deadline is that of the whole reply.
  func stream(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?,
    onText: (String) async throws -> Void
  ) async throws -> ChatReply
}
