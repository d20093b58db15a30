import Domain
import Wire

/// Requests for a search of messages, read into the domain's terms, and their replies.

extension EngramV1.SearchMessagesRequest {
  /// Exactly one kind of scope must be named.
  var scope: MessageScope {
    get throws(DomainError) {
      let conversation = try optionalField(
        "conversation_id", conversationID, ConversationID.init)
      let user = try optionalField("user_id", userID, UserID.init)
      let project = try optionalField("project_id", projectID, ProjectID.init)
      switch (conversation, user, wholeOrganization) {
      case (let conversation?, nil, false): return .conversation(conversation, project: project)
      case (nil, let user?, false): return .user(user, project: project)
      case (nil, nil, true): return .organization(project: project)
      case (nil, nil, false):
        throw RuleViolation("must be given, or user_id, or whole_organization")
          .at("conversation_id")
      case (_, _, true):
        throw RuleViolation("must not be set beside conversation_id or user_id")
          .at("whole_organization")
      case (_?, _?, false):
        throw RuleViolation("must be empty where there is a conversation_id").at("user_id")
      }
    }
  }

  var search: MessageQuery {
    get throws(DomainError) {
      var read: [MessageRole] = []
      for (place, role) in roles.enumerated() {
        read.append(try field("roles[\(place)]", MessageRole(role)))
      }
      return try MessageQuery(
        text: query,
        roles: read,
        occurredAfter: optionalMoment(occurredAfter, "occurred_after"),
        occurredBefore: optionalMoment(occurredBefore, "occurred_before"),
        limit: limit)
    }
  }
}

extension EngramV1.SearchMessagesResponse {
  init(_ findings: MessageFindings) {
    self.init(
      results: findings.messages.map { EngramV1.MessageResult($0) },
      usedEmbedding: findings.usedEmbedding,
      isComplete: findings.isComplete)
  }
}

extension EngramV1.MessageResult {
  fileprivate init(_ found: FoundMessage) {
    self.init(
      conversationID: found.conversationID.text,
      message: EngramV1.Message(found.message),
      score: found.score,
      wordRank: Int32(clamping: found.wordRank ?? 0),
      vectorRank: Int32(clamping: found.vectorRank ?? 0),
      isSummarised: found.isSummarised)
  }
}
