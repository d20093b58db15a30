import Domain
import Wire

/// Requests about conversations, read into the domain's terms.

extension EngramV1.CreateConversationRequest {
  var newConversation: NewConversation {
    get throws(DomainError) {
      try NewConversation(
        id: optionalField("conversation_id", conversationID, ConversationID.init)
          ?? ConversationID(),
        userID: field("user_id", UserID(userID)),
        projectID: optionalField("project_id", projectID, ProjectID.init),
        title: title,
        metadata: .field(metadataJSON))
    }
  }
}

extension EngramV1.ListConversationsRequest {
  var filter: ConversationFilter {
    get throws(DomainError) {
      ConversationFilter(
        userID: try optionalField("user_id", userID, UserID.init),
        projectID: try optionalField("project_id", projectID, ProjectID.init))
    }
  }
}

extension EngramV1.UpdateConversationRequest {
  /// What the mask names; it must name something, and nothing else.
  var change: ConversationChange {
    get throws(DomainError) {
      let fields = try MaskedFields(updateMask, ["title", "metadata_json"])
      return try ConversationChange(
        title: fields.change("title") { title },
        metadata: fields.change("metadata_json") { () throws(DomainError) in
          try .field(metadataJSON)
        })
    }
  }
}

extension EngramV1.AddMessagesRequest {
  var newMessages: [NewMessage] {
    get throws(DomainError) {
      var read: [NewMessage] = []
      read.reserveCapacity(messages.count)
      for (place, message) in messages.enumerated() {
        do { read.append(try message.newMessage) } catch {
          throw error.inside("messages[\(place)]")
        }
      }
      return read
    }
  }
}

extension EngramV1.NewMessage {
  var newMessage: NewMessage {
    get throws(DomainError) {
      try NewMessage(
        id: optionalField("message_id", messageID, MessageID.init) ?? MessageID(),
        role: field("role", MessageRole(role)),
        name: name,
        content: content,
        metadata: .field(metadataJSON),
        occurredAt: optionalMoment(occurredAt, "occurred_at"))
    }
  }
}

extension EngramV1.ListMessagesRequest {
  var range: MessageRange {
    get throws(DomainError) {
      try MessageRange(
        fromSeq: fromSeq, toSeq: toSeq, order: field("order", MessageRange.Order(order)))
    }
  }
}

extension EngramV1.DeleteMessagesRequest {
  var ids: [MessageID] {
    get throws(DomainError) {
      var read: [MessageID] = []
      for (place, text) in messageIDs.enumerated() {
        read.append(try field("message_ids[\(place)]", MessageID(text)))
      }
      return read
    }
  }
}

extension MessageRange.Order {
  fileprivate init(_ order: EngramV1.MessageOrder) throws(RuleViolation) {
    switch order {
    case .unspecified, .oldestFirst: self = .oldestFirst
    case .newestFirst: self = .newestFirst
    case .unrecognized:
      throw RuleViolation(
        "must be MESSAGE_ORDER_OLDEST_FIRST, MESSAGE_ORDER_NEWEST_FIRST or unspecified")
    }
  }
}

extension MessageRole {
  init(_ role: EngramV1.Role) throws(RuleViolation) {
    switch role {
    case .system: self = .system
    case .user: self = .user
    case .assistant: self = .assistant
    case .tool: self = .tool
    case .unspecified, .unrecognized:
      throw RuleViolation("must be ROLE_SYSTEM, ROLE_USER, ROLE_ASSISTANT or ROLE_TOOL")
    }
  }
}
