import Foundation

/// Tool calls as messages carry them in their metadata: `tool_calls` on an assistant's message, as
/// chat-completions APIs have them, and `tool_call_id` on the message that answers one.
struct ToolCalls: Sendable, Hashable {
  /// The calls as one JSON array, the same bytes for the same calls.
  let json: String
  let ids: [String]

  /// Those in the metadata of an assistant's message; `nil` when there are none that can be read.
  init?(_ metadata: MetadataObject?) {
    guard let object = Self.object(metadata), let calls = object["tool_calls"] as? [[String: Any]],
      !calls.isEmpty
    else { return nil }
    let ids = calls.compactMap { $0["id"] as? String }
    guard ids.count == calls.count,
      let data = try? JSONSerialization.data(
        withJSONObject: calls, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return nil }
    self.ids = ids
    json = String(decoding: data, as: UTF8.self)
  }

  /// The call that a tool's message answers.
  static func answeredID(_ metadata: MetadataObject?) -> String? {
    object(metadata)?["tool_call_id"] as? String
  }

  private static func object(_ metadata: MetadataObject?) -> [String: Any]? {
    guard let json = metadata?.json, json.contains("\"tool_call") else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
  }
}
