import FoundationEssentials
import LLM
import Logging
import Postgres
import TestSupport
import Testing

@testable import Domain

/// A process that is lost in the middle of a chat.
struct ChatLossTests {
  @Test func `what it had saved is stored as cut, once, and its message stays`() async throws {
    let fixture = try await LostChat()
    try await fixture.lose(partial: "one two")
    #expect(try await fixture.sweep.sweep() == 1)
    #expect(try await fixture.sweep.sweep() == 0)
    let messages = try await fixture.messages()
    #expect(messages.map(\.content) == ["Hello", "one two"])
    #expect(messages[1].id == fixture.slot.replyID)
    #expect(ChatReplyRecord(messages[1].metadata)?.engram.isCut == true)
    let (text, result) = try await fixture.again()
    #expect(text == "one two")
    #expect(result.isCut && result.isReplay && result.userMessage?.seq == 1)
    try await fixture.close()
  }

  @Test func `without anything saved there is no reply, and the same call begins anew`()
    async throws
  {
    let fixture = try await LostChat()
    try await fixture.lose(partial: nil)
    #expect(try await fixture.sweep.sweep() == 1)
    #expect(try await fixture.messages().count == 1)
    let (text, result) = try await fixture.again()
    #expect(text.contains("built-in provider"))
    #expect(!result.isReplay && result.replyID == fixture.slot.replyID)
    try await fixture.close()
  }

  @Test func `the next chat does not wait for the sweep`() async throws {
    let fixture = try await LostChat()
    try await fixture.lose(partial: "one two")
    let turn = try fixture.turn("And now?", id: MessageID())
    _ = try await fixture.chat.run(turn, in: fixture.scope) { _ in }
    let messages = try await fixture.messages()
    #expect(messages.map(\.role) == [.user, .assistant, .user, .assistant])
    #expect(messages[1].content == "one two")
    try await fixture.close()
  }

  @Test func `one that still has its place is left alone`() async throws {
    let fixture = try await LostChat()
    #expect(try await fixture.sweep.sweep() == 0)
    await #expect(throws: DomainError.chatRunning) {
      try await fixture.chat.run(
        fixture.turn("And now?", id: MessageID()), in: fixture.scope
      ) { _ in }
    }
    try await fixture.close()
  }

  @Test func `one that was only slow learns that its place is lost`() async throws {
    let fixture = try await LostChat()
    try await fixture.lose(partial: "one two")
    _ = try await fixture.sweep.sweep()
    await #expect(throws: DomainError.aborted(.conversation)) {
      try await fixture.store.save(fixture.slot, partial: "one two three", in: fixture.scope)
    }
    let record = ChatReplyRecord(cutBy: nil, nil)
    await #expect(throws: DomainError.aborted(.conversation)) {
      _ = try await fixture.store.finish(
        fixture.slot, text: "one two three", record, in: fixture.scope)
    }
    #expect(try await fixture.messages().map(\.content) == ["Hello", "one two"])
    try await fixture.close()
  }

  @Test func `one that is lost after its reply was stored is done`() async throws {
    let fixture = try await LostChat()
    let reply = try NewMessage(
      id: fixture.slot.replyID, role: .assistant, name: "", content: "one two three",
      metadata: nil, occurredAt: nil)
    _ = try await fixture.domain.messages.append(
      [reply], to: fixture.slot.conversation, in: fixture.scope)
    try await fixture.lose(partial: "one two")
    #expect(try await fixture.sweep.sweep() == 1)
    let (text, result) = try await fixture.again()
    #expect(text == "one two three" && result.isReplay && !result.isCut)
    #expect(try await fixture.messages().count == 2)
    try await fixture.close()
  }

  @Test func `a deleted conversation takes its chats`() async throws {
    let fixture = try await LostChat()
    try await fixture.lose(partial: "one two")
    try await fixture.domain.conversations.delete(
      fixture.slot.conversation, keepingMemories: false, in: fixture.scope)
    #expect(try await fixture.sweep.sweep() == 1)
    try await fixture.domain.purge.sweep()
    #expect(try await fixture.domain.rowCount(of: "chats", in: fixture.scope) == 0)
    #expect(try await fixture.domain.rowCount(of: "messages", in: fixture.scope) == 0)
    try await fixture.close()
  }
}

/// A chat that has begun and is not looked after.
private struct LostChat {
  let domain: DomainFixture
  let scope: RequestScope
  let slot: ChatSlot
  let store: ChatStore
  let chat: Chat
  let sweep: ChatSweep

  init() async throws {
    domain = try await DomainFixture(laneCount: 2)
    scope = try DomainFixture.scope()
    store = ChatStore(lanes: domain.lanes, messages: domain.messages)
    chat = Chat(
      store: store, messages: domain.messages,
      contexts: domain.contexts(
        ReceiptWriter(lanes: domain.lanes, logger: DomainFixture.logger)),
      model: { _ in ChatModel(provider: LocalChat(), contextTokens: 8_000) },
      calibration: domain.calibration, stop: ChatStop(), logger: DomainFixture.logger)
    sweep = ChatSweep(
      store: ChatStore(
        lanes: domain.systemLanes,
        messages: MessageStore(lanes: domain.systemLanes, jobs: JobSignal())),
      logger: DomainFixture.logger)
    let conversation = try await domain.conversation(in: scope)
    let id = MessageID()
    let turn = try Self.turn("Hello", id: id, conversation)
    guard case .begun(let slot) = try await store.begin(turn, in: scope) else {
      throw CancellationError()
    }
    self.slot = slot
    _ = try await domain.messages.append([message("Hello", id: id)], to: conversation, in: scope)
  }

  func close() async throws { await domain.close() }

  func turn(_ content: String, id: MessageID) throws -> ChatTurn {
    try Self.turn(content, id: id, slot.conversation)
  }

  private static func turn(
    _ content: String, id: MessageID, _ conversation: ConversationID
  ) throws -> ChatTurn {
    try ChatTurn(
      conversation: conversation, id: id, content: content, name: "", metadata: nil,
      instructions: "", query: "", tokenBudget: 0, maxOutputTokens: 0, temperature: nil,
      toolsJSON: "")
  }

  /// The call that began it, again.
  func again() async throws -> (text: String, result: ChatResult) {
    let text = ChatDraft()
    let result = try await chat.run(turn("Hello", id: slot.chatID), in: scope) { piece in
      _ = try text.append(piece)
    }
    return (text.text, result)
  }

  /// Has its place run out.
  func lose(partial: String?) async throws {
    try await store.save(slot, partial: partial, in: scope)
    let session = try await PostgresSession.connect(url: domain.url)
    _ = try await session.run(
      Query<Never>(
        Statement(
          name: "lose", sql: "update engram.chats set lease_until = now() where state = 1"), []))
    await session.close()
  }

  func messages() async throws -> [Message] {
    try await domain.messages.list(
      MessageRange(fromSeq: 0, toSeq: 0, order: .oldestFirst), of: slot.conversation,
      page: PageRequest(size: 50, token: ""), in: scope
    ).items
  }
}
