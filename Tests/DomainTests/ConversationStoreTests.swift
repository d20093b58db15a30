@testable import Domain
import Postgres
import Testing

@Suite struct ConversationStoreTests {
  @Test func `the first use creates organization, user and project`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let new = try NewConversation(
      id: ConversationID(), userID: UserID("ann"), projectID: ProjectID("apollo"), title: "Moon",
      metadata: MetadataObject(#"{"a": 1}"#))
    let made = try await domain.conversations.create(new, in: scope)
    #expect(made.id == new.id && made.title == "Moon" && made.projectID?.text == "apollo")
    #expect(made.metadata?.json == #"{"a": 1}"#)
    #expect(made.messageCount == 0 && made.activeMessageCount == 0)
    #expect(try await domain.conversations.get(new.id, in: scope) == made)
    #expect(try await domain.users.get(UserID("ann"), in: scope).displayName == "")
    #expect(try await domain.projects.get(ProjectID("apollo"), in: scope).displayName == "")
    #expect(try await domain.organizations.get(in: scope).id == scope.organizationID)
  }

  @Test func `the same request with the same id returns what is there`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let new = try NewConversation(
      id: ConversationID(), userID: UserID("ann"), projectID: nil, title: "", metadata: nil)
    let first = try await domain.conversations.create(new, in: scope)
    #expect(try await domain.conversations.create(new, in: scope) == first)
    let other = try NewConversation(
      id: new.id, userID: UserID("ann"), projectID: nil, title: "other", metadata: nil)
    await #expect(throws: DomainError.alreadyExists(.conversation, field: "conversation_id")) {
      try await domain.conversations.create(other, in: scope)
    }
    #expect(try await domain.conversations.get(new.id, in: scope).title == "")
  }

  @Test func `of many creates with one id all get the same conversation`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let new = try NewConversation(
      id: ConversationID(), userID: UserID("ann"), projectID: ProjectID("p"), title: "",
      metadata: nil)
    let made = try await withThrowingTaskGroup(of: Conversation.self) { group in
      for _ in 0..<16 { group.addTask { try await domain.conversations.create(new, in: scope) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(made).count == 1)
    #expect(try await domain.rowCount(of: "conversations", in: scope) == 1)
  }

  @Test(arguments: [(3, true), (4, false)])
  func `a create that others keep getting ahead of is tried four times`(
    firstInsert: Int, succeeds: Bool
  ) async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let session = try await PostgresSession.connect(url: domain.url)
    // The first attempt finds no user and inserts nothing; the others come to the trigger.
    try await session.execute(
      Statement(
        name: "hold_off_inserts",
        sql: """
          CREATE SEQUENCE public.inserts;
          GRANT USAGE ON SEQUENCE public.inserts TO engram_service;
          CREATE FUNCTION public.hold_off() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF nextval('public.inserts') < \(firstInsert) THEN RETURN NULL; END IF;
            RETURN NEW;
          END $$;
          CREATE TRIGGER hold_off BEFORE INSERT ON engram.conversations
          FOR EACH ROW EXECUTE FUNCTION public.hold_off();
          """))
    await session.close()
    if succeeds {
      let id = try await domain.conversation(in: scope)
      #expect(try await domain.conversations.get(id, in: scope).id == id)
    } else {
      await #expect(throws: DomainError.aborted(.conversation)) {
        try await domain.conversation(in: scope)
      }
      #expect(try await domain.rowCount(of: "conversations", in: scope) == 0)
    }
    await domain.close()
  }

  @Test(arguments: [
    Int64.min.bigEndianBytes + UUIDv7.make().bytes, Int64.max.bigEndianBytes + UUIDv7.make().bytes,
    Int64(0).bigEndianBytes, [],
  ])
  func `a forged page token that is no conversation's place is refused`(
    position: [UInt8]
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let token = PageToken(
      list: .conversations, filters: [scope.organizationID.text, "", ""]
    ).text(after: position)
    await #expect(throws: refusedPageToken) {
      try await domain.conversations.list(
        ConversationFilter(userID: nil, projectID: nil), page: PageRequest(size: 0, token: token),
        in: scope)
    }
  }

  @Test(arguments: [nil, "ann"], [nil, "apollo"])
  func `pages show each conversation once, newest first`(
    user: String?, project: String?
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    var expected: [ConversationID] = []
    for number in 0..<12 {
      let owner = number % 2 == 0 ? "ann" : "bob"
      let place = number % 3 == 0 ? "apollo" : nil
      let id = try await domain.conversation(in: scope, user: owner, project: place)
      if user ?? owner == owner, project == nil || project == place { expected.insert(id, at: 0) }
    }
    let filter = ConversationFilter(
      userID: try user.map { try UserID($0) }, projectID: try project.map { try ProjectID($0) })
    var seen: [ConversationID] = []
    var token = ""
    repeat {
      let page = try await domain.conversations.list(
        filter, page: PageRequest(size: 2, token: token), in: scope)
      #expect(page.items.count <= 2)
      seen += page.items.map(\.id)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    #expect(seen == expected)
  }

  @Test func `a page of large conversations ends early and the next one goes on`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let metadata = try MetadataObject(
      #"{"a":""# + String(repeating: "x", count: 65_000) + #""}"#)
    for _ in 0..<80 {
      _ = try await domain.conversations.create(
        NewConversation(
          id: ConversationID(), userID: UserID("ann"), projectID: nil, title: "",
          metadata: metadata), in: scope)
    }
    let filter = ConversationFilter(userID: nil, projectID: nil)
    let first = try await domain.conversations.list(
      filter, page: PageRequest(size: 100, token: ""), in: scope)
    #expect(first.items.count == 63)
    let second = try await domain.conversations.list(
      filter, page: PageRequest(size: 100, token: first.nextPageToken ?? ""), in: scope)
    #expect(second.items.count == 17 && second.nextPageToken == nil)
    #expect(Set((first.items + second.items).map(\.id)).count == 80)
  }

  @Test func `an update changes what it names and nothing else`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope, title: "before")
    let metadata = try MetadataObject(#"{"k": true}"#)
    let second = try await domain.conversations.update(
      id, ConversationChange(title: .keep, metadata: .set(metadata)), in: scope)
    #expect(second.title == "before" && second.metadata == metadata)
    let third = try await domain.conversations.update(
      id, ConversationChange(title: .set("after"), metadata: .keep), in: scope)
    #expect(third.title == "after" && third.metadata == metadata)
    #expect(third.updatedAt > third.createdAt)
    let fourth = try await domain.conversations.update(
      id, ConversationChange(title: .keep, metadata: .set(nil)), in: scope)
    #expect(fourth.metadata == nil)
  }

  @Test func `an emptied title is made again from the first user message`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope, title: "given")
    let change = try ConversationChange(title: .set(""), metadata: .keep)
    #expect(try await domain.conversations.update(id, change, in: scope).title == "")
    _ = try await domain.messages.append(
      [message("I am the system.", role: .system), message("What is it? Tell me."), message("B")],
      to: id, in: scope)
    #expect(try await domain.conversations.get(id, in: scope).title == "What is it?")
    _ = try await domain.conversations.update(
      id, ConversationChange(title: .set("mine"), metadata: .keep), in: scope)
    #expect(try await domain.conversations.update(id, change, in: scope).title == "What is it?")
  }

  @Test func `a title of 500 bytes is accepted, a longer one refused with the limit`() throws {
    func new(_ title: String) throws(DomainError) {
      _ = try NewConversation(
        id: ConversationID(), userID: UserID(stored: "u"), projectID: nil, title: title,
        metadata: nil)
    }
    #expect(throws: Never.self) { try new(String(repeating: "é", count: 250)) }
    #expect(
      throws: DomainError.invalidArgument(
        field: "title", reason: "must be at most 500 bytes; it has 501")
    ) { try new(String(repeating: "é", count: 250) + "a") }
  }

  @Test func `what is not there is not found`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = ConversationID()
    let change = try ConversationChange(title: .set("x"), metadata: .keep)
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.conversations.get(id, in: scope)
    }
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.conversations.update(id, change, in: scope)
    }
    await #expect(throws: DomainError.notFound(.conversation)) {
      try await domain.conversations.delete(id, in: scope)
    }
  }
}
