import Foundation

/// One event of a streamed chat completion.
struct ChatChunk: Decodable {
  struct Choice: Decodable {
    let delta: Delta?
    let finishReason: String?

    enum CodingKeys: String, CodingKey {
      case delta
      case finishReason = "finish_reason"
    }
  }

  struct Delta: Decodable {
    let content: String?
    let refusal: String?
    let toolCalls: [ToolPart]?

    enum CodingKeys: String, CodingKey {
      case content, refusal
      case toolCalls = "tool_calls"
    }
  }

  /// A part of a tool call: what has an index adds to what came before with it.
  struct ToolPart: Decodable {
    struct Function: Decodable {
      let name: String?
      let arguments: String?
    }

    let index: Int?
    let id: String?
    let function: Function?
  }

  let model: String?
  /// Of the first choice; the last event, with the usage, has none.
  let choice: Choice?
  let usage: ChatCompletion.Usage?
  /// The provider gives up in the middle.
  let isError: Bool

  private enum CodingKeys: String, CodingKey { case model, choices, usage, error }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    isError = container.contains(.error) && (try? container.decodeNil(forKey: .error)) == false
    choice =
      isError ? nil : try container.decodeIfPresent([Choice].self, forKey: .choices)?.first
    // A reply is of use without these, and not everybody sends them in this shape.
    model = try? container.decode(String.self, forKey: .model)
    usage = try? container.decode(ChatCompletion.Usage.self, forKey: .usage)
  }
}
