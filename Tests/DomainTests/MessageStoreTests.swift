@testable import Domain
import Postgres
import Testing

@Suite struct MessageStoreTests {
  private let all: MessageRange
  private let newest: MessageRange

  init() throws {
    all = try MessageRange(fromSeq: 0, toSeq: 0, order: .oldestFirst)
    newest = try MessageRange(fromSeq: 0, toSeq: 0, order: .newestFirst)
  }

  @Test func `messages get rising places and come back as they were`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let said = try Moment(secondsSinceUnixEpoch: 1_000, nanoseconds: 5_000)
    let sent = [
      try NewMessage(
        id: MessageID(), role: .user, name: "Ann", content: "Hi 👋",
        metadata: MetadataObject(#"{"k": [1]}"#), occurredAt: said),
      try message("Hello", role: .assistant),
      try message("result", role: .tool),
    ]
    let result = try await domain.messages.append(sent, to: id, in: scope)
    #expect(result.messages.map(\.seq) == [1, 2, 3])
    #expect(result.messages.map(\.id) == sent.map(\.id))
    #expect(result.activeMessageCount == 3)
    let page = try await domain.messages.list(
      all, of: id, page: PageRequest(size: 0, token: ""), in: scope)
    #expect(page.nextPageToken == nil)
    #expect(page.items.map(\.content) == ["Hi 👋", "Hello", "result"])
    #expect(page.items.map(\.role) == [.user, .assistant, .tool])
    #expect(page.items[0].name == "Ann" && page.items[0].metadata?.json == #"{"k": [1]}"#)
    #expect(page.items[0].occurredAt == said)
    #expect(page.items[1].occurredAt == page.items[1].createdAt)
    #expect(page.items.map(\.tokenCount) == result.messages.map(\.tokenCount))
    let conversation = try await domain.conversations.get(id, in: scope)
    #expect(conversation.messageCount == 3 && conversation.title == "Hi 👋")
  }

  @Test func `the same messages again return the first result and write nothing`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let sent = [try message("a"), try message("b", role: .assistant)]
    let first = try await domain.messages.append(sent, to: id, in: scope)
    #expect(try await domain.messages.append(sent, to: id, in: scope) == first)
    _ = try await domain.messages.delete([sent[0].id], of: id, in: scope)
    #expect(try await domain.messages.append(sent, to: id, in: scope) == first)
    #expect(try await domain.conversations.get(id, in: scope).messageCount == 2)
  }

  @Test func `a known id with another request is refused, and nothing is written`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let a = try message("a")
    let b = try message("b")
    _ = try await domain.messages.append([a, b], to: id, in: scope)
    let other = try await domain.conversation(in: scope)
    let attempts: [(batch: [NewMessage], to: ConversationID, place: Int)] = [
      ([try message("changed", id: a.id)], id, 0),
      ([try message("new"), a], id, 1),
      ([a, b, try message("new")], id, 0),
      ([b, a], id, 1),
      ([a, try message("x", id: b.id)], id, 1),
      ([a, b], other, 0),
    ]
    for attempt in attempts {
      await #expect(
        throws: DomainError.alreadyExists(
          .message, field: "messages[\(attempt.place)].message_id")
      ) { try await domain.messages.append(attempt.batch, to: attempt.to, in: scope) }
    }
    #expect(try await domain.rowCount(of: "messages", in: scope) == 2)
    #expect(try await domain.conversations.get(id, in: scope).messageCount == 2)
  }

  @Test func `one id appended to two conversations at once lands in one`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    for _ in 0..<10 {
      let new = try message("same")
      let targets = [
        try await domain.conversation(in: scope), try await domain.conversation(in: scope),
      ]
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for target in targets {
          group.addTask {
            do {
              _ = try await domain.messages.append([new], to: target, in: scope)
              return true
            } catch {
              #expect(
                error as? DomainError
                  == .alreadyExists(.message, field: "messages[0].message_id"))
              return false
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count(where: \.self) == 1)
    }
  }

  @Test func `many appenders at once leave no gap and keep batches together`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<24 {
        group.addTask {
          for round in 0..<5 {
            let batch = try (0..<3).map { try message("\(writer)/\(round)/\($0)") }
            let result = try await domain.messages.append(batch, to: id, in: scope)
            let first = result.messages[0].seq
            #expect(result.messages.map(\.seq) == [first, first + 1, first + 2])
          }
        }
      }
      try await group.waitForAll()
    }
    let page = try await domain.messages.list(
      all, of: id, page: PageRequest(size: 1_000, token: ""), in: scope)
    #expect(page.items.map(\.seq) == Array(1...360))
    #expect(zip(page.items, page.items.dropFirst()).allSatisfy { $0.createdAt <= $1.createdAt })
  }

  @Test(arguments: [MessageRange.Order.oldestFirst, .newestFirst])
  func `pages go through a range in either order`(order: MessageRange.Order) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    _ = try await domain.messages.append(
      try (1...20).map { try message("\($0)") }, to: id, in: scope)
    let range = try MessageRange(fromSeq: 3, toSeq: 17, order: order)
    var seen: [Int64] = []
    var token = ""
    repeat {
      let page = try await domain.messages.list(
        range, of: id, page: PageRequest(size: 4, token: token), in: scope)
      seen += page.items.map(\.seq)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    #expect(seen == (order == .oldestFirst ? Array(3...17) : Array(3...17).reversed()))
    let beyond = try await domain.messages.list(
      MessageRange(fromSeq: 21, toSeq: 0, order: order), of: id,
      page: PageRequest(size: 4, token: ""), in: scope)
    #expect(beyond.items.isEmpty && beyond.nextPageToken == nil)
  }

  @Test(
    arguments: [MessageRange.Order.oldestFirst, .newestFirst],
    [
      Int64.min.bigEndianBytes, Int64(-1).bigEndianBytes, Int64(0).bigEndianBytes,
      Int64.max.bigEndianBytes, [1], [],
    ])
  func `a forged page token that is no message's seq is refused`(
    order: MessageRange.Order, position: [UInt8]
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let range = try MessageRange(fromSeq: 0, toSeq: 0, order: order)
    let token = forgedToken(for: range, of: id, in: scope, after: position)
    await #expect(throws: refusedPageToken) {
      try await domain.messages.list(
        range, of: id, page: PageRequest(size: 0, token: token), in: scope)
    }
  }

  @Test(arguments: [MessageRange.Order.oldestFirst, .newestFirst], [1, .max - 1] as [Int64])
  func `bounds and positions at their extremes are looked up like others`(
    order: MessageRange.Order, position: Int64
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    _ = try await domain.messages.append([message("one")], to: id, in: scope)
    let range = try MessageRange(fromSeq: .max, toSeq: .max, order: order)
    let token = forgedToken(for: range, of: id, in: scope, after: position.bigEndianBytes)
    for token in ["", token] {
      let page = try await domain.messages.list(
        range, of: id, page: PageRequest(size: 1_000, token: token), in: scope)
      #expect(page.items.isEmpty && page.nextPageToken == nil)
    }
  }

  /// The token that a page of `range` would end with if its last message were at `position`.
  private func forgedToken(
    for range: MessageRange, of conversation: ConversationID, in scope: RequestScope,
    after position: [UInt8]
  ) -> String {
    PageToken(
      list: .messages,
      filters: [
        scope.organizationID.text, conversation.text, "\(range.fromSeq)", "\(range.toSeq)",
        "\(range.order.rawValue)",
      ]
    ).text(after: position)
  }

  @Test func `a page of large messages ends early, in either order`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let large = String(repeating: "x", count: TextLimits.maxContentBytes)
    for _ in 0..<5 { _ = try await domain.messages.append([message(large)], to: id, in: scope) }
    for range in [all, newest] {
      let first = try await domain.messages.list(
        range, of: id, page: PageRequest(size: 0, token: ""), in: scope)
      #expect(first.items.count == 3)
      let second = try await domain.messages.list(
        range, of: id, page: PageRequest(size: 0, token: first.nextPageToken ?? ""), in: scope)
      #expect(second.items.count == 2 && second.nextPageToken == nil)
    }
  }

  @Test func `limits of a message hold at their edges`() throws {
    func refusal(name: String = "", content: String = "x") -> DomainError? {
      do throws(DomainError) {
        _ = try NewMessage(
          id: MessageID(), role: .user, name: name, content: content, metadata: nil,
          occurredAt: nil)
        return nil
      } catch { return error }
    }
    let full = String(repeating: "é", count: 524_288)
    #expect(refusal(content: full) == nil)
    #expect(
      refusal(content: full + "a")
        == .invalidArgument(
          field: "content", reason: "must be at most 1048576 bytes; it has 1048577"))
    #expect(refusal(content: "") == .invalidArgument(field: "content", reason: "must not be empty"))
    #expect(refusal(name: String(repeating: "n", count: 128)) == nil)
    #expect(
      refusal(name: String(repeating: "n", count: 129))
        == .invalidArgument(field: "name", reason: "must be at most 128 bytes; it has 129"))
  }

  @Test func `1 to 1000 different messages are appended, other counts are refused`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let batch = try (0..<1_000).map { try message("\($0)") }
    #expect(try await domain.messages.append(batch, to: id, in: scope).messages.count == 1_000)
    for count in [0, 1_001] {
      await #expect(
        throws: DomainError.invalidArgument(
          field: "messages", reason: "must have 1 to 1000 entries; it has \(count)")
      ) {
        try await domain.messages.append(
          try (0..<count).map { _ in try message("x") }, to: id, in: scope)
      }
    }
    await #expect(
      throws: DomainError.invalidArgument(
        field: "messages[2].message_id", reason: "must differ from that of messages[0]")
    ) {
      try await domain.messages.append([batch[0], batch[1], batch[0]], to: id, in: scope)
    }
  }

  @Test func `deleted messages keep id and place and lose what they said`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let sent = [
      try message("Secret one. More.", metadata: #"{"a": 1}"#), try message("Second thing."),
      try message("third", role: .assistant),
    ]
    _ = try await domain.messages.append(sent, to: id, in: scope)
    #expect(try await domain.conversations.get(id, in: scope).title == "Secret one.")
    #expect(try await domain.messages.delete([sent[0].id, sent[2].id], of: id, in: scope) == 2)
    #expect(try await domain.messages.delete([sent[0].id, sent[1].id], of: id, in: scope) == 1)
    let page = try await domain.messages.list(
      all, of: id, page: PageRequest(size: 0, token: ""), in: scope)
    #expect(page.items.map(\.id) == sent.map(\.id) && page.items.map(\.seq) == [1, 2, 3])
    #expect(page.items.allSatisfy { $0.content.isEmpty && $0.metadata == nil })
    #expect(page.items.allSatisfy { $0.deletedAt != nil })
    #expect(try await domain.conversations.get(id, in: scope).messageCount == 3)
  }

  @Test func `a title made from a deleted message is made from the next one`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let sent = [try message("Secret one."), try message("Second thing.")]
    _ = try await domain.messages.append(sent, to: id, in: scope)
    _ = try await domain.messages.delete([sent[0].id], of: id, in: scope)
    #expect(try await domain.conversations.get(id, in: scope).title == "Second thing.")
    _ = try await domain.messages.delete([sent[1].id], of: id, in: scope)
    #expect(try await domain.conversations.get(id, in: scope).title == "")
    _ = try await domain.messages.append([message("Third.")], to: id, in: scope)
    #expect(try await domain.conversations.get(id, in: scope).title == "Third.")
  }

  @Test func `an id that is not in the conversation is named and nothing is deleted`() async throws
  {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    let other = try await domain.conversation(in: scope)
    let mine = try message("mine")
    let foreign = try message("foreign")
    _ = try await domain.messages.append([mine], to: id, in: scope)
    _ = try await domain.messages.append([foreign], to: other, in: scope)
    for stranger in [foreign.id, MessageID()] {
      await #expect(throws: DomainError.notFound(.message, field: "message_ids[1]")) {
        try await domain.messages.delete([mine.id, stranger], of: id, in: scope)
      }
    }
    let page = try await domain.messages.list(
      all, of: id, page: PageRequest(size: 0, token: ""), in: scope)
    #expect(page.items.map(\.content) == ["mine"])
  }

  @Test func `messages of a conversation that is not there are not found`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = ConversationID()
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.messages.append([message("x")], to: id, in: scope)
    }
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.messages.list(
        all, of: id, page: PageRequest(size: 0, token: ""), in: scope)
    }
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.messages.delete([MessageID()], of: id, in: scope)
    }
  }

  @Test func `bounds that make no sense are refused by name`() {
    #expect(
      throws: DomainError.invalidArgument(field: "from_seq", reason: "must not be negative")
    ) { try MessageRange(fromSeq: -1, toSeq: 0, order: .oldestFirst) }
    #expect(
      throws: DomainError.invalidArgument(
        field: "to_seq", reason: "must be 0 or not less than from_seq")
    ) { try MessageRange(fromSeq: 3, toSeq: 2, order: .oldestFirst) }
  }
}
