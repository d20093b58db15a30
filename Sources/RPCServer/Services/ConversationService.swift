public import Domain
public import Wire

/// `engram.v1.ConversationService`: its requests read into the domain's terms, and the results
/// written as replies.
public struct ConversationService: EngramV1.ConversationServiceHandler {
  private let conversations: ConversationStore
  private let messages: MessageStore
  private let search: MessageSearch
  private let consolidations: ConsolidationStore
  private let contexts: ContextAssembler
  private let receipts: ReceiptStore
  private let chats: Chat

  /// A service on these.
  public init(
    conversations: ConversationStore, messages: MessageStore, search: MessageSearch,
    consolidations: ConsolidationStore, contexts: ContextAssembler, receipts: ReceiptStore,
    chats: Chat
  ) {
    self.conversations = conversations
    self.messages = messages
    self.search = search
    self.consolidations = consolidations
    self.contexts = contexts
    self.receipts = receipts
    self.chats = chats
  }

  /// The service; appends are refused at the gate while too many wait already.
  public var definition: ServiceDefinition {
    ServiceDefinition.conversationService(self).changing("AddMessages") { [messages] method in
      method.gate = { messages.takesAppends ? nil : StatusTranslation.databaseOverloaded }
    }
  }

  public func createConversation(
    _ request: EngramV1.CreateConversationRequest, _ call: CallContext
  ) async throws -> EngramV1.Conversation {
    let scope = try RequestScope(request.organizationID, call)
    let conversation = try await conversations.create(request.newConversation, in: scope)
    return EngramV1.Conversation(conversation, in: scope)
  }

  public func getConversation(
    _ request: EngramV1.GetConversationRequest, _ call: CallContext
  ) async throws -> EngramV1.Conversation {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    return EngramV1.Conversation(try await conversations.get(id, in: scope), in: scope)
  }

  public func listConversations(
    _ request: EngramV1.ListConversationsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListConversationsResponse {
    let scope = try RequestScope(request.organizationID, call)
    let page = try await conversations.list(
      request.filter, page: PageRequest(size: request.pageSize, token: request.pageToken),
      in: scope)
    return EngramV1.ListConversationsResponse(
      conversations: page.items.map { EngramV1.Conversation($0, in: scope) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func updateConversation(
    _ request: EngramV1.UpdateConversationRequest, _ call: CallContext
  ) async throws -> EngramV1.Conversation {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    let conversation = try await conversations.update(id, request.change, in: scope)
    return EngramV1.Conversation(conversation, in: scope)
  }

  public func deleteConversation(
    _ request: EngramV1.DeleteConversationRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteConversationResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    try await conversations.delete(id, keepingMemories: request.keepMemories, in: scope)
    return EngramV1.DeleteConversationResponse()
  }

  public func addMessages(
    _ request: EngramV1.AddMessagesRequest, _ call: CallContext
  ) async throws -> EngramV1.AddMessagesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    let result = try await messages.append(request.newMessages, to: id, in: scope)
    return EngramV1.AddMessagesResponse(
      messages: result.messages.map { EngramV1.AddedMessage($0) },
      activeMessageCount: result.activeMessageCount)
  }

  public func listMessages(
    _ request: EngramV1.ListMessagesRequest, _ call: CallContext
  ) async throws -> EngramV1.ListMessagesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    let page = try await messages.list(
      request.range, of: id, page: PageRequest(size: request.pageSize, token: request.pageToken),
      in: scope)
    return EngramV1.ListMessagesResponse(
      messages: page.items.map { EngramV1.Message($0) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func deleteMessages(
    _ request: EngramV1.DeleteMessagesRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteMessagesResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    let count = try await messages.delete(request.ids, of: id, in: scope)
    return EngramV1.DeleteMessagesResponse(deletedCount: count)
  }

  public func searchMessages(
    _ request: EngramV1.SearchMessagesRequest, _ call: CallContext
  ) async throws -> EngramV1.SearchMessagesResponse {
    let scope = try RequestScope(request.organizationID, call)
    return EngramV1.SearchMessagesResponse(
      try await search.search(request.search, in: request.scope, scope))
  }

  // MARK: Consolidation

  public func consolidateConversation(
    _ request: EngramV1.ConsolidateConversationRequest, _ call: CallContext
  ) async throws -> EngramV1.ConsolidateConversationResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    return EngramV1.ConsolidateConversationResponse(
      try await consolidations.consolidate(id, waiting: request.wait, in: scope))
  }

  public func listConsolidations(
    _ request: EngramV1.ListConsolidationsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListConsolidationsResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    let page = try await consolidations.list(
      of: id, includingMerged: request.includeMerged,
      page: PageRequest(size: request.pageSize, token: request.pageToken), in: scope)
    return EngramV1.ListConsolidationsResponse(
      consolidations: page.items.map { EngramV1.Consolidation($0) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func undoConsolidation(
    _ request: EngramV1.UndoConsolidationRequest, _ call: CallContext
  ) async throws -> EngramV1.UndoConsolidationResponse {
    let scope = try RequestScope(request.organizationID, call)
    let conversation = try field("conversation_id", ConversationID(request.conversationID))
    let id = try field("consolidation_id", ConsolidationID(request.consolidationID))
    return EngramV1.UndoConsolidationResponse(
      try await consolidations.undo(id, of: conversation, in: scope))
  }

  public func verifyCoverage(
    _ request: EngramV1.VerifyCoverageRequest, _ call: CallContext
  ) async throws -> EngramV1.VerifyCoverageResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("conversation_id", ConversationID(request.conversationID))
    return EngramV1.VerifyCoverageResponse(try await consolidations.coverage(of: id, in: scope))
  }

  // MARK: Context

  public func getConversationContext(
    _ request: EngramV1.GetConversationContextRequest, _ call: CallContext
  ) async throws -> EngramV1.ConversationContext {
    let scope = try RequestScope(request.organizationID, call)
    let context = try await contexts.assemble(try request.contextRequest, in: scope)
    return EngramV1.ConversationContext(context)
  }

  public func getContextReceipt(
    _ request: EngramV1.GetContextReceiptRequest, _ call: CallContext
  ) async throws -> EngramV1.ContextReceipt {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("receipt_id", ReceiptID(request.receiptID))
    return EngramV1.ContextReceipt(try await receipts.get(id, in: scope))
  }

  public func explainExclusion(
    _ request: EngramV1.ExplainExclusionRequest, _ call: CallContext
  ) async throws -> EngramV1.ExplainExclusionResponse {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("receipt_id", ReceiptID(request.receiptID))
    let item = try field("item_id", UniqueID<ContextItem>(request.itemID))
    return EngramV1.ExplainExclusionResponse(
      try await receipts.explain(item.uuid, in: id, scope: scope))
  }

  // MARK: Chat

  public func chat(
    _ request: EngramV1.ChatRequest, _ call: CallContext,
    _ replies: ReplyStream<EngramV1.ChatEvent>
  ) async throws {
    let scope = try RequestScope(request.organizationID, call)
    let result = try await chats.run(request.turn, in: scope) { text in
      try await replies.send(EngramV1.ChatEvent(event: .text(text)))
    }
    try await replies.send(EngramV1.ChatEvent(event: .result(EngramV1.ChatResult(result))))
  }
}
