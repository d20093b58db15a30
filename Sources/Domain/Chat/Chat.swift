import LLM
public import Logging

/// Has a model answer users, and keeps what is said on both sides.
///
/// The user's message stays whatever happens to its answer. What has come of an answer is stored when
/// its caller goes away, its deadline passes or its provider breaks off, and marked as cut.
public struct Chat: Sendable {
  /// How often a running chat is looked after.
  private static let tick = Duration.milliseconds(500)
  private static let ticksPerSave = 4
  /// What may have come of a reply before it is saved out of turn.
  private static let maxUnsavedBytes = 65_536
  /// How long the end of a chat may take whose caller waits no longer.
  private static let farewell = Duration.seconds(10)

  private let store: ChatStore
  private let messages: MessageStore
  private let contexts: any ChatContextSource
  private let model: ChatModelSource
  private let calibration: TokenCalibration
  private let stop: ChatStop
  private let logger: Logger

  /// - Parameters:
  ///   - store: on the service's lanes, as `messages` is.
  ///   - calibration: told what providers count of tokens.
  ///   - stop: ends chats when the process is to end.
  public init(
    store: ChatStore, messages: MessageStore, contexts: any ChatContextSource,
    model: @escaping ChatModelSource, calibration: TokenCalibration, stop: ChatStop, logger: Logger
  ) {
    self.store = store
    self.messages = messages
    self.contexts = contexts
    self.model = model
    self.calibration = calibration
    self.stop = stop
    self.logger = logger
  }

  /// Answers a turn; `onText` gets the answer piece by piece, and slows the model down while it runs.
  ///
  /// A turn that was answered before gets the same answer again. Throws ``DomainError``, what the lanes
  /// and the model's provider throw (``ModelFailure``), `CancellationError`, and what `onText` does.
  public func run(
    _ turn: ChatTurn, in scope: RequestScope,
    onText: @escaping @Sendable (String) async throws -> Void
  ) async throws -> ChatResult {
    if stop.isStopping { throw DomainError.shuttingDown }
    switch try await store.begin(turn, in: scope) {
    case .repeated(let text, let result):
      if !text.isEmpty { try await onText(text) }
      return result
    case .begun(let slot):
      let draft = ChatDraft()
      do {
        return try await look(after: slot, draft, in: scope) {
          try await answer(turn, slot, draft, in: scope, onText: onText)
        }
      } catch {
        await end(slot, draft, in: scope)
        throw error
      }
    }
  }

  // MARK: Answering

  private func answer(
    _ turn: ChatTurn, _ slot: ChatSlot, _ draft: ChatDraft, in scope: RequestScope,
    onText: @Sendable (String) async throws -> Void
  ) async throws -> ChatResult {
    let model = try await model(scope)
    let budget = try ChatBudget(turn, model: model)
    let userMessage = try await append(turn, in: scope)
    let context = try await contexts.context(
      for: ChatContextRequest(
        conversation: turn.conversation, query: turn.query, instructions: turn.instructions,
        tokens: budget.contextTokens, model: model.provider.modelName, minSeq: userMessage?.seq ?? 0
      ),
      in: scope)
    draft.begin(context, model: model.provider.modelName)
    let (text, record) = try await reply(turn, model, budget, context, draft, in: scope) { piece in
      if try draft.append(piece) >= Self.maxUnsavedBytes {
        try await store.save(slot, partial: draft.takeUnsaved(), in: scope)
      }
      try await onText(piece)
    }
    draft.beginEnding()
    let seq = try await store.finish(slot, text: text, record, in: scope)
    return ChatResult(
      record, userMessage: userMessage, replyID: slot.replyID, replySeq: seq, isReplay: false)
  }

  private func append(
    _ turn: ChatTurn, in scope: RequestScope
  ) async throws -> (id: MessageID, seq: Int64)? {
    guard let message = turn.message else { return nil }
    do {
      let result = try await messages.append([message], to: turn.conversation, in: scope)
      return result.messages.first.map { ($0.id, $0.seq) }
    } catch DomainError.alreadyExists {
      throw DomainError.alreadyExists(.message, field: "message_id")
    }
  }

  private func reply(
    _ turn: ChatTurn, _ model: ChatModel, _ budget: ChatBudget, _ context: ChatContext,
    _ draft: ChatDraft, in scope: RequestScope, onText: (String) async throws -> Void
  ) async throws -> (text: String, record: ChatReplyRecord) {
    let request = ChatRequest(
      messages: context.messages, maxOutputTokens: budget.outputTokens,
      temperature: turn.temperature ?? model.temperature, toolsJSON: turn.toolsJSON)
    do {
      let reply = try await model.provider.stream(request, deadline: scope.deadline) { piece in
        try await onText(piece.storable)
      }
      if let counted = reply.usage?.input {
        calibration.report(
          model: model.provider.modelName, estimated: request.estimatedTokens, reported: counted,
          in: scope)
      }
      let record = ChatReplyRecord(reply, context)
      try check(reply, record)
      return (draft.text, record)
    } catch is ChatDraft.Full {
      var record = draft.cutRecord
      record.engram.finishReason = ChatResult.FinishReason.length.rawValue
      return (draft.text, record)
    }
  }

  /// Throws for a reply that can't be stored.
  private func check(_ reply: ChatReply, _ record: ChatReplyRecord) throws(LLMError) {
    let attempted = "a chat with \(reply.model)"
    guard (try? record.metadata) != nil else {
      throw LLMError(
        .invalidResponse, attempted: attempted,
        reason: "the model calls tools with more than the 64 KiB that a message's metadata holds")
    }
    guard reply.text.isEmpty, reply.toolCalls.isEmpty else { return }
    guard reply.end == .refused else {
      throw LLMError(.invalidResponse, attempted: attempted, reason: "the model said nothing")
    }
    throw LLMError(
      .inputRefused, attempted: attempted, reason: "the provider's filter let nothing through")
  }

  // MARK: Beside it

  /// Runs `body` while the chat's place is kept and what came of the reply is saved.
  private func look(
    after slot: ChatSlot, _ draft: ChatDraft, in scope: RequestScope,
    _ body: @escaping @Sendable () async throws -> ChatResult
  ) async throws -> ChatResult {
    try await withThrowingTaskGroup(of: ChatResult?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await keep(slot, draft, in: scope)
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  private func keep(_ slot: ChatSlot, _ draft: ChatDraft, in scope: RequestScope) async throws {
    var ticks = 0
    while true {
      try await Task.sleep(for: Self.tick)
      if stop.isStopping { throw DomainError.shuttingDown }
      ticks += 1
      guard ticks % Self.ticksPerSave == 0 else { continue }
      do {
        try await store.save(
          slot, partial: draft.takeUnsaved(), in: patient(scope))
      } catch DomainError.aborted where draft.isEnding {
        continue
      } catch let error where StorageFailure(error) != nil {
        draft.saveFailed()
        logger.warning("a running chat was not saved", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Stores what has come of a reply that comes no further. What fails here, the sweep does later.
  private func end(_ slot: ChatSlot, _ draft: ChatDraft, in scope: RequestScope) async {
    let scope = patient(scope)
    // Not the caller's task: that is over when it was cancelled.
    await Task {
      do {
        let text = draft.text
        if text.isEmpty {
          try await store.fail(slot, in: scope)
        } else {
          _ = try await store.finish(slot, text: text, draft.cutRecord, in: scope)
        }
      } catch DomainError.aborted, DomainError.notFound {
        return
      } catch {
        logger.warning("a chat was not ended; it is later", metadata: ["error": "\(error)"])
      }
    }.value
  }

  /// The same scope for work that the caller does not wait for.
  private func patient(_ scope: RequestScope) -> RequestScope {
    RequestScope(
      organizationID: scope.organizationID, deadline: .now + Self.farewell,
      requestID: scope.requestID)
  }
}

extension String {
  /// Without what PostgreSQL and the wire can't hold.
  fileprivate var storable: String {
    utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self
  }
}
