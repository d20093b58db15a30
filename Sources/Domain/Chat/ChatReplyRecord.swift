import Foundation
import LLM

/// What a message says of the chat that made it, in its metadata: `engram`, and `tool_calls` as
/// chat-completions APIs have them.
struct ChatReplyRecord: Sendable, Codable, Hashable {
  /// Under `engram`; what is `nil` is left out.
  struct Origin: Sendable, Codable, Hashable {
    var model: String?
    var inputTokens: Int64?
    var outputTokens: Int64?
    var finishReason: String?
    /// The reply is not whole.
    var isCut: Bool
    var contextReceiptID: String?
    var contextTokens: Int32?

    enum CodingKeys: String, CodingKey {
      case model
      case inputTokens = "input_tokens"
      case outputTokens = "output_tokens"
      case finishReason = "finish_reason"
      case isCut = "is_cut"
      case contextReceiptID = "context_receipt_id"
      case contextTokens = "context_tokens"
    }
  }

  var engram: Origin
  var toolCalls: [ToolCall]?

  enum CodingKeys: String, CodingKey {
    case engram
    case toolCalls = "tool_calls"
  }

  private static let maxModelBytes = 256
  /// More is no count of tokens.
  private static let maxUsage = 1 << 40

  /// A reply that is whole.
  init(_ reply: ChatReply, _ context: ChatContext) {
    engram = Origin(
      model: reply.model.clipped(toBytes: Self.maxModelBytes),
      inputTokens: reply.usage.map { Int64(min($0.input, Self.maxUsage)) },
      outputTokens: reply.usage.map { Int64(min($0.output, Self.maxUsage)) },
      finishReason: reply.end.reason.rawValue, isCut: false, contextReceiptID: context.receiptID,
      contextTokens: context.totalTokens)
    toolCalls = reply.toolCalls.isEmpty ? nil : reply.toolCalls
  }

  /// One that was cut; `model` and `context` as far as they are known.
  init(cutBy model: String?, _ context: ChatContext?) {
    engram = Origin(
      model: model, isCut: true, contextReceiptID: context?.receiptID,
      contextTokens: context?.totalTokens)
  }

  /// From the metadata of a message that a chat stored; `nil` when it holds no such thing any more.
  init?(_ metadata: MetadataObject?) {
    guard let json = metadata?.json,
      let record = try? JSONDecoder().decode(ChatReplyRecord.self, from: Data(json.utf8))
    else { return nil }
    self = record
  }

  /// Throws where the calls of tools are longer than metadata may be, or hold what it can't.
  var metadata: MetadataObject {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try MetadataObject(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
  }
}

extension ChatReply.End {
  fileprivate var reason: ChatResult.FinishReason {
    switch self {
    case .stop: .stop
    case .length: .length
    case .refused: .refused
    case .toolCalls: .toolCalls
    case .other: .other
    }
  }
}
