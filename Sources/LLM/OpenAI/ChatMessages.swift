import Foundation

/// What is sent to `/chat/completions`; what is `nil` is left out.
struct ChatCompletionRequest: Encodable {
  struct Message: Encodable {
    let role: String
    let content: String
  }

  struct ResponseFormat: Encodable {
    let type: String
  }

  let model: String
  let messages: [Message]
  var maxTokens: Int?
  var maxCompletionTokens: Int?
  var temperature: Double?
  var responseFormat: ResponseFormat?

  enum CodingKeys: String, CodingKey {
    case model, messages, temperature
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
    case responseFormat = "response_format"
  }
}

/// What comes back from it.
struct ChatCompletion: Decodable {
  struct Choice: Decodable {
    let message: Message
    let finishReason: String?

    enum CodingKeys: String, CodingKey {
      case message
      case finishReason = "finish_reason"
    }
  }

  struct Message: Decodable {
    let content: String?
    let refusal: String?
  }

  struct Usage: Decodable {
    let input: Int
    let output: Int

    enum CodingKeys: String, CodingKey {
      case input = "prompt_tokens"
      case output = "completion_tokens"
    }
  }

  let model: String?
  let choices: [Choice]
  let usage: Usage?

  private enum CodingKeys: String, CodingKey { case model, choices, usage }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    choices = try container.decode([Choice].self, forKey: .choices)
    // A reply is of use without these, and not everybody sends them in this shape.
    model = try? container.decode(String.self, forKey: .model)
    usage = try? container.decode(Usage.self, forKey: .usage)
  }
}
