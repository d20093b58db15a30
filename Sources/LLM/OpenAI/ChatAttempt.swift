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
      text: choice.text, end: choice.end, usage: completion.usage.flatMap(Self.usage),
      model: completion.model ?? model)
  }

  private static func usage(_ usage: ChatCompletion.Usage) -> TokenUsage? {
    guard usage.input >= 0, usage.output >= 0 else { return nil }
    return TokenUsage(input: usage.input, output: usage.output)
  }
}

extension ChatCompletion.Choice {
  fileprivate var isRefused: Bool { message.refusal?.isEmpty == false }

  fileprivate var text: String { (isRefused ? message.refusal : message.content) ?? "" }

  fileprivate var end: ChatReply.End {
    guard !isRefused else { return .refused }
    return switch finishReason {
    case "stop": .stop
    case "length": .length
    case "content_filter": .refused
    case "tool_calls", "function_call": .toolCalls
    default: .other
    }
  }
}
