import Foundation
import LLM

extension MetadataObject {
  private struct Calls: Decodable {
    let toolCalls: [ToolCall]

    enum CodingKeys: String, CodingKey { case toolCalls = "tool_calls" }
  }

  /// Whether it holds calls of tools, as chat-completions APIs have them under `tool_calls`.
  var callsTools: Bool {
    let calls = try? JSONDecoder().decode(Calls.self, from: Data(json.utf8))
    return calls?.toolCalls.isEmpty == false
  }
}
