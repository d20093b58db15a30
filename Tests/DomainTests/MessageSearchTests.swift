@testable import Domain
import FoundationEssentials
import Postgres
import Testing

/// What a search that has copies of conversations finds once somebody has changed them: another
/// process, as each has lanes and copies of its own.
@Suite struct MessageSearchTests {
  private func contents(
    _ domain: DomainFixture, _ text: String, _ id: ConversationID, in scope: RequestScope,
    upTo seq: Int64? = nil
  ) async throws -> [String] {
    try await domain.messageSearch.search(
      MessageQuery(text: text, upToSeq: seq, limit: 100), in: .conversation(id), scope
    ).messages.map(\.message.content)
  }

  /// A store of another process.
  private func otherMessages(_ domain: DomainFixture) throws -> MessageStore {
    let lanes = try PostgresLanes(
      LanesConfiguration(name: "other", url: domain.url, role: "engram_service", laneCount: 1),
      logger: DomainFixture.logger)
    lanes.start()
    return MessageStore(lanes: lanes, jobs: JobSignal())
  }

  @Test func `what another process appends or erases is so in the next search`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try otherMessages(domain)
    let id = try await domain.conversation(in: scope)
    #expect(try await contents(domain, "tea", id, in: scope).isEmpty)
    for number in 1...40 {
      _ = try await other.append([message("tea \(number)")], to: id, in: scope)
      #expect(try await contents(domain, "tea", id, in: scope).count == number)
    }
    let added = try await other.append([message("cocoa, hot")], to: id, in: scope)
    #expect(try await contents(domain, "cocoa", id, in: scope).first == "cocoa, hot")

    _ = try await other.delete([added.messages[0].id], of: id, in: scope)
    #expect(try await !contents(domain, "cocoa", id, in: scope).contains { $0 != "" })
    #expect(try await contents(domain, "tea", id, in: scope).count == 40)
    _ = try await other.append([message("coffee")], to: id, in: scope)
    #expect(try await contents(domain, "coffee", id, in: scope).contains("coffee"))
    #expect(try await contents(domain, "tea", id, in: scope, upTo: 3).count == 3)
  }

  @Test func `a conversation that has the id of one that is gone is another one`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    _ = try await domain.messages.append(
      [message("tea"), message("tea, too")], to: id, in: scope)
    #expect(try await contents(domain, "tea", id, in: scope).count == 2)
    try await domain.conversations.delete(id, in: scope)
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await contents(domain, "tea", id, in: scope)
    }
    try await domain.purge.sweep()
    let new = try NewConversation(
      id: id, userID: UserID("ann"), projectID: nil, title: "", metadata: nil)
    _ = try await domain.conversations.create(new, in: scope)
    _ = try await domain.messages.append(
      [message("coffee"), message("cocoa"), message("milk")], to: id, in: scope)
    #expect(try await contents(domain, "tea", id, in: scope).isEmpty)
    #expect(try await contents(domain, "cocoa", id, in: scope).first == "cocoa")
    await domain.close()
  }

  @Test func `copies take no more than they may, and none finds as much as many`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    for number in 1...30 {
      let id = try await domain.conversation(in: scope)
      _ = try await domain.messages.append(
        (1...20).map { try message("tea \(number), \($0)") }, to: id, in: scope)
    }
    for bytes in [0, 30_000, 1 << 20] {
      let copies = ConversationCopies(
        lanes: domain.lanes, language: .english, maxBytes: bytes)
      let search = MessageSearch(
        lanes: domain.lanes, words: domain.words, models: domain.models, copies: copies,
        logger: DomainFixture.logger)
      for _ in 0..<2 {
        let found = try await search.search(
          MessageQuery(text: "tea 30", limit: 100), in: .user(UserID("ann")), scope)
        #expect(found.messages.count == 20 && found.isComplete)
        #expect(copies.byteCount <= bytes && (bytes < 1 << 20 || copies.byteCount > 30_000))
      }
    }
  }
}
