import HTTPClient
import LLM
import TestSupport

/// A server and a provider of chat that asks it.
struct ChatFixture {
  let server: OpenAIServer
  let provider: OpenAIChat

  init(
    key: String? = nil, sentKey: String? = nil,
    _ change: (inout OpenAIChat.Options) -> Void = { _ in }
  ) async throws {
    server = try await OpenAIServer.start(key: key)
    var options = OpenAIChat.Options()
    change(&options)
    provider = try OpenAIChat(
      OpenAIEndpoint(baseURL: server.baseURL, apiKey: sentKey.map { APIKey($0) }),
      model: "gpt-4o-mini", client: HTTPClient(), options: options)
  }

  func complete(
    _ text: String = "Hello", maxOutputTokens: Int? = nil, temperature: Double? = nil,
    wantsJSON: Bool = false, deadline: ContinuousClock.Instant? = nil
  ) async throws -> ChatReply {
    let messages = [ChatMessage(.system, "Answer in JSON."), ChatMessage(.user, text)]
    return try await provider.complete(
      ChatRequest(
        messages: messages, maxOutputTokens: maxOutputTokens, temperature: temperature,
        wantsJSON: wantsJSON),
      deadline: deadline)
  }

  /// What a call throws.
  func error(
    _ text: String = "Hello", maxOutputTokens: Int? = nil, temperature: Double? = nil,
    wantsJSON: Bool = false, deadline: ContinuousClock.Instant? = nil
  ) async -> LLMError? {
    do {
      _ = try await complete(
        text, maxOutputTokens: maxOutputTokens, temperature: temperature, wantsJSON: wantsJSON,
        deadline: deadline)
    } catch {
      return error as? LLMError
    }
    return nil
  }

  /// A reply in parts.
  func stream(
    maxOutputTokens: Int? = nil, deadline: ContinuousClock.Instant? = nil,
    onText: (String) async throws -> Void
  ) async throws -> ChatReply {
    try await provider.stream(
      ChatRequest(messages: [ChatMessage(.user, "Hello")], maxOutputTokens: maxOutputTokens),
      deadline: deadline, onText: onText)
  }

  /// What a streamed call throws.
  func streamError(
    deadline: ContinuousClock.Instant? = nil, onText: (String) async throws -> Void = { _ in }
  ) async -> LLMError? {
    do { _ = try await stream(deadline: deadline, onText: onText) } catch {
      return error as? LLMError
    }
    return nil
  }

  func calls() async throws -> ChatCalls { try await server.counters().chat }
}
