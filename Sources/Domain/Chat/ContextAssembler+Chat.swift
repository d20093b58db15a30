import Foundation
import LLM

extension ContextAssembler: ChatContextSource {
  public func context(
    for request: ChatContextRequest, in scope: RequestScope
  ) async throws -> ChatContext {
    let context = try await assemble(
      ContextRequest(
        conversation: request.conversation, query: request.query,
        budget: Int32(clamping: request.tokens), minSeq: request.minSeq,
        instructions: request.instructions, form: .rendered, model: request.model),
      in: scope)
    // What called tools that nobody answered may be left with nothing to say.
    let said = context.rendered.filter { !$0.content.isEmpty || !$0.toolCallsJSON.isEmpty }
    return ChatContext(
      messages: said.map(ChatMessage.init), totalTokens: context.totalTokens,
      receiptID: context.receiptID.text)
  }
}

extension ChatMessage {
  fileprivate init(_ message: RenderedMessage) {
    let role: Role =
      switch message.role {
      case .system: .system
      case .user: .user
      case .assistant: .assistant
      case .tool: .tool
      }
    self.init(role, message.content)
    name = message.name.isEmpty ? nil : message.name
    toolCallID = message.toolCallID.isEmpty ? nil : message.toolCallID
    if !message.toolCallsJSON.isEmpty {
      toolCalls =
        (try? JSONDecoder().decode([ToolCall].self, from: Data(message.toolCallsJSON.utf8))) ?? []
    }
  }
}
