import Foundation
import HTTPClient

/// One request for a chat completion: what its reply means.
struct ChatAttempt {
  let model: String

  /// What it is to those who care for failures only.
  var general: ProviderAttempt { ProviderAttempt(attempted: "a chat completion with \(model)") }

  /// The reply of a response with status 200.
  func reply(of response: HTTPResponse) throws(LLMError) -> ChatReply {
    let completion: ChatCompletion
    do {
      completion = try JSONDecoder().decode(ChatCompletion.self, from: Data(response.body))
    } catch {
      throw general.error(.invalidResponse, "the reply is not one of the chat completions API")
    }
    guard let choice = completion.choices.first else {
      throw general.error(.invalidResponse, "the reply has no choices")
    }
    return ChatReply(
      text: choice.text, end: choice.end, toolCalls: choice.message.toolCalls ?? [],
      usage: completion.usage?.tokens, model: completion.model ?? model)
  }
}

extension ChatCompletion.Choice {
  fileprivate var isRefused: Bool { message.refusal?.isEmpty == false }

  fileprivate var text: String { (isRefused ? message.refusal : message.content) ?? "" }

  fileprivate var end: ChatReply.End {
    isRefused ? .refused : ChatReply.End(finishReason: finishReason)
  }
}

extension ChatReply.End {
  /// As OpenAI's API says it.
  init(finishReason: String?) {
    self =
      switch finishReason {
      case "stop": .stop
      case "length": .length
      case "content_filter": .refused
      case "tool_calls", "function_call": .toolCalls
      default: .other
      }
  }
}
