import Domain
import Wire

/// The domain's results about conversations, as replies.

extension EngramV1.Conversation {
  init(_ conversation: Conversation, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      conversationID: conversation.id.text,
      userID: conversation.userID.text,
      projectID: conversation.projectID?.text ?? "",
      title: conversation.title,
      metadataJSON: conversation.metadata?.json ?? "",
      messageCount: conversation.messageCount,
      activeMessageCount: conversation.activeMessageCount,
      consolidatedSeq: conversation.consolidatedSeq,
      createdAt: .init(conversation.createdAt),
      updatedAt: .init(conversation.updatedAt))
  }
}

extension EngramV1.Message {
  init(_ message: Message) {
    self.init(
      messageID: message.id.text,
      seq: message.seq,
      role: .init(message.role),
      name: message.name,
      content: message.content,
      metadataJSON: message.metadata?.json ?? "",
      tokenCount: message.tokenCount,
      createdAt: .init(message.createdAt),
      occurredAt: .init(message.occurredAt),
      deletedAt: message.deletedAt.map { .init($0) })
  }
}

extension EngramV1.AddedMessage {
  init(_ message: AppendedMessage) {
    self.init(
      messageID: message.id.text,
      seq: message.seq,
      tokenCount: message.tokenCount,
      createdAt: .init(message.createdAt))
  }
}

extension EngramV1.Role {
  init(_ role: MessageRole) {
    self =
      switch role {
      case .system: .system
      case .user: .user
      case .assistant: .assistant
      case .tool: .tool
      }
  }
}
