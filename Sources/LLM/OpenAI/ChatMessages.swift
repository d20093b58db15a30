import Foundation

/// What is sent to `/chat/completions`; what is `nil` is left out.
struct ChatCompletionRequest: Encodable {
  struct Message: Encodable {
    let role: String
    let content: String?
    let name: String?
    let toolCalls: [ToolCall]?
    let toolCallID: String?

    init(_ message: ChatMessage) {
      role = message.role.rawValue
      // What calls tools may say nothing; OpenAI refuses an empty text there.
      content = message.content.isEmpty && !message.toolCalls.isEmpty ? nil : message.content
      name = message.name
      toolCalls = message.toolCalls.isEmpty ? nil : message.toolCalls
      toolCallID = message.toolCallID
    }

    enum CodingKeys: String, CodingKey {
      case role, content, name
      case toolCalls = "tool_calls"
      case toolCallID = "tool_call_id"
    }
  }

  struct StreamOptions: Encodable {
    let includeUsage: Bool

    enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
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
  var stream: Bool?
  var streamOptions: StreamOptions?

  enum CodingKeys: String, CodingKey {
    case model, messages, temperature, stream
    case streamOptions = "stream_options"
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
    let toolCalls: [ToolCall]?

    enum CodingKeys: String, CodingKey {
      case content, refusal
      case toolCalls = "tool_calls"
    }
  }

  struct Usage: Decodable {
    let input: Int
    let output: Int

    enum CodingKeys: String, CodingKey {
      case input = "prompt_tokens"
      case output = "completion_tokens"
    }

    /// `nil` when it counts below zero.
    var tokens: TokenUsage? {
      input >= 0 && output >= 0 ? TokenUsage(input: input, output: output) : nil
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
