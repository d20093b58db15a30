@testable import Domain
import FoundationEssentials
import LLM
import Postgres
import Testing

/// What a search that has copies of scopes finds once somebody has changed them: another process, as
/// each of these stores has lanes of its own.
@Suite struct MemoryCopyTests {
  /// Another process on the same database.
  private struct Other {
    let lanes: PostgresLanes
    let memories: MemoryStore

    init(_ domain: DomainFixture, limits: MemoryLimits = MemoryLimits()) throws {
      lanes = try PostgresLanes(
        LanesConfiguration(
          name: "other", url: domain.url, role: "engram_service", laneCount: 1),
        logger: DomainFixture.logger)
      lanes.start()
      memories = MemoryStore(
        lanes: lanes, limits: limits, models: domain.models, jobs: JobSignal())
    }
  }

  private func found(
    _ domain: DomainFixture, _ view: MemoryView, in scope: RequestScope,
    types: [MemoryType] = [], least: Int32? = nil
  ) async throws -> [FoundMemory] {
    try await domain.search.search(
      MemoryQuery(
        text: "tea", types: types, minImportance: least.map { try MemoryImportance($0) },
        metadata: nil, createdAfter: nil, createdBefore: nil, limit: 100), from: view, in: scope
    ).memories
  }

  private func contents(
    _ domain: DomainFixture, _ view: MemoryView, in scope: RequestScope
  ) async throws -> [String] {
    try await found(domain, view, in: scope).map(\.memory.content).sorted()
  }

  @Test func `what another process stores, changes or deletes is found so at once`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try Other(domain)
    let ann = try view(user: "ann")
    #expect(try await contents(domain, ann, in: scope).isEmpty)

    let first = try await other.memories.store(
      [memory("tea, green"), memory("tea, black"), memory("coffee")], in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea, black", "tea, green"])

    // The same content once more has another type and importance.
    _ = try await other.memories.store(
      [memory("tea, green", type: .working, importance: 9)], in: scope)
    #expect(try await found(domain, ann, in: scope, least: 9).count == 1)
    #expect(try await found(domain, ann, in: scope, types: [.working]).count == 1)

    _ = try await other.memories.update(
      first[2].memory.id,
      MemoryChange(
        type: .keep, content: .set("tea again"), importance: .keep, metadata: .keep,
        expiresAt: .keep), in: scope)
    #expect(
      try await contents(domain, ann, in: scope) == ["tea again", "tea, black", "tea, green"])

    try await other.memories.delete(first[0].memory.id, in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea again", "tea, black"])

    _ = try await other.memories.update(
      first[1].memory.id,
      MemoryChange(
        type: .keep, content: .keep, importance: .keep, metadata: .keep,
        expiresAt: .set(moment(in: 8))), in: scope)
    #expect(try await contents(domain, ann, in: scope).count == 2)
    try await Task.sleep(for: .seconds(8.1))
    #expect(try await contents(domain, ann, in: scope) == ["tea again"])
    #expect(try await other.memories.deleteExpired(in: scope) == 1)
    #expect(try await contents(domain, ann, in: scope) == ["tea again"])
    await other.lanes.shutdown()
  }

  @Test func `an embedding that is made later is found`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let ann = try view(user: "ann")
    let stored = try await domain.memories.store(
      [memory("tea, green"), memory("tea, black")], in: scope)
    #expect(try await found(domain, ann, in: scope).allSatisfy { $0.vectorRank == nil })
    #expect(try await found(domain, ann, in: scope).allSatisfy { !$0.memory.isEmbedded })
    _ = await domain.embedAll(stored, in: scope)
    let found = try await found(domain, ann, in: scope)
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.vectorRank != nil && $0.memory.isEmbedded })
  }

  @Test func `what is evicted is found no more`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let ann = try view(user: "ann")
    _ = try await domain.memories.store(
      (1...6).map { (n: Int32) in try memory("tea \(n)", importance: n) }, in: scope)
    #expect(try await contents(domain, ann, in: scope).count == 6)
    var limits = MemoryLimits()
    limits.user = 3
    let other = try Other(domain, limits: limits)
    // It makes room for itself and for the lowered limit.
    _ = try await other.memories.store([memory("tea 7", importance: 7)], in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea 5", "tea 6", "tea 7"])
    limits.user = 1
    try await MemorySweep(
      lanes: domain.systemLanes, limits: limits, logger: DomainFixture.logger
    ).sweepLimits()
    #expect(try await contents(domain, ann, in: scope) == ["tea 7"])
    await other.lanes.shutdown()
    await domain.close()
  }

  @Test func `every background deletion raises the version of the scope`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let ann = try view(project: "p", user: "ann")
    let conversation = try await domain.conversation(in: scope)
    let source = try MemorySource(conversationID: conversation, fromSeq: 0, toSeq: 0)
    _ = try await domain.memories.store(
      [
        memory("tea at home"), memory("tea in p", project: "p"),
        memory("tea in a talk", source: source), memory("tea for a while", expiresIn: 600),
      ], in: scope)
    #expect(try await contents(domain, ann, in: scope).count == 4)

    var last = try await version(domain, in: scope)
    func raised() async throws -> Bool {
      let before = last
      last = try await version(domain, in: scope)
      return last > before
    }
    try await domain.conversations.delete(conversation, in: scope)
    #expect(try await raised())
    #expect(try await contents(domain, ann, in: scope).contains("tea in a talk") == false)

    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(
      Statement(
        name: "test_expire",
        sql: """
          update engram.memories set expires_at = now() - interval '1 second'
          where expires_at is not null
          """))
    await session.close()
    try await MemorySweep(
      lanes: domain.systemLanes, limits: MemoryLimits(), logger: DomainFixture.logger
    ).sweepExpired()
    #expect(try await raised())

    // The project is out of sight at once, and its memories with it.
    try await domain.projects.delete(ProjectID("p"), in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea at home"])
    try await domain.purge.sweep()
    #expect(try await raised())
    #expect(try await contents(domain, ann, in: scope) == ["tea at home"])
    await domain.close()
  }

  private func version(_ domain: DomainFixture, in scope: RequestScope) async throws -> Int64 {
    let rows = try await domain.systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "version",
          sql: """
            select version from engram.memory_scopes
            where organization_id = $1 and scope_key = '3:ann'
            """), [.text(scope.organizationID.text)]
      ) { row in try row.decode(0, as: Int64.self) })
    return try #require(rows.first)
  }

  @Test func `a user that is deleted and comes again has nothing of before`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let ann = try view(user: "ann")
    try await domain.store(memory("tea, before"), in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea, before"])
    try await domain.users.delete(UserID("ann"), in: scope)
    #expect(try await contents(domain, ann, in: scope).isEmpty)
    try await domain.purge.sweep()
    try await domain.store(memory("tea, after"), in: scope)
    #expect(try await contents(domain, ann, in: scope) == ["tea, after"])
    await domain.close()
  }

  @Test func `copies of the same scopes of two organizations are never mixed up`() async throws {
    let domain = try await DomainFixture.shared
    let scopes = try [DomainFixture.scope(), DomainFixture.scope()]
    let ann = try view(project: "p", user: "ann")
    for (number, scope) in scopes.enumerated() {
      _ = try await domain.memories.store(
        [
          memory("tea of \(number)", scope: .organization, user: nil),
          memory("tea of p in \(number)", scope: .project, project: "p", user: nil),
          memory("tea of ann in \(number)"), memory("tea of ann and q in \(number)", project: "q"),
        ], in: scope)
    }
    // Cold, and then with copies; by turns, so that each uses what the other has left.
    for _ in 0..<2 {
      for (number, scope) in scopes.enumerated() {
        #expect(
          try await contents(domain, ann, in: scope) == [
            "tea of \(number)", "tea of ann in \(number)", "tea of p in \(number)",
          ])
        #expect(
          try await contents(domain, view(user: "bob"), in: scope) == ["tea of \(number)"])
        #expect(
          try await contents(domain, view(project: "q", user: "ann"), in: scope) == [
            "tea of \(number)", "tea of ann and q in \(number)", "tea of ann in \(number)",
          ])
      }
    }
  }

  @Test func `each search sees every store that was acknowledged before it`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try Other(domain)
    // A word that half of all hold would find nothing.
    _ = try await domain.memories.store(
      (0..<80).map { try memory("water \($0)", scope: .organization, user: nil) }, in: scope)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for number in 0..<12 {
            let new = try memory("tea \(writer) \(number)", scope: .organization, user: nil)
            let stored = try await (writer % 2 == 0 ? other.memories : domain.memories)
              .store([new], in: scope)
            let ids = try await found(domain, view(), in: scope).map(\.memory.id)
            #expect(ids.contains(stored[0].memory.id))
            guard number % 3 == 2 else { continue }
            try await other.memories.delete(stored[0].memory.id, in: scope)
            let left = try await found(domain, view(), in: scope).map(\.memory.id)
            #expect(!left.contains(stored[0].memory.id))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await found(domain, view(), in: scope).count == 32)
    await other.lanes.shutdown()
  }

  @Test func `what expires makes room for the next best, and never a gap`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(
      [memory("a cup of green tea", importance: 1)]
        + (1...60).map { try memory("water \($0)") }
        + (1...25).map { try memory("green tea \($0)", expiresIn: 0.5 + Double($0) / 12.5) },
      in: scope)
    let end = ContinuousClock.now + .seconds(3)
    while ContinuousClock.now < end {
      let best = try await domain.search.search(
        MemoryQuery(
          text: "green tea", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
          createdBefore: nil, limit: 1), from: view(user: "ann"), in: scope
      ).memories
      #expect(best.count == 1)
    }
    #expect(try await found(domain, view(user: "ann"), in: scope).count == 1)
  }

  @Test(arguments: [-3_600.0, 3_600]) func `the clock of the database decides, not the server's`(
    lead: Double
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(
      [memory("tea", expiresIn: 1_800), memory("tea for a moment", expiresIn: 1)], in: scope)
    try await Task.sleep(for: .seconds(1.1))
    let search = MemorySearch(
      lanes: domain.lanes, words: domain.words, models: domain.models,
      copies: ScopeCopies(lanes: domain.lanes), logger: DomainFixture.logger)
    search.clock.hear(try moment(in: lead))
    for _ in 0..<2 {
      let found = try await search.search(
        MemoryQuery(
          text: "tea", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
          createdBefore: nil, limit: 1), from: view(user: "ann"), in: scope)
      #expect(found.memories.map(\.memory.content) == ["tea"])
      let difference =
        search.clock.now.microsecondsSinceUnixEpoch - Moment.now.microsecondsSinceUnixEpoch
      #expect(abs(difference) < 60_000_000)
    }
  }

  @Test func `a model that another process made active says at once what is embedded`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let ann = try view(user: "ann")
    let stored = try await domain.memories.store([memory("tea")], in: scope)
    _ = await domain.embedAll(stored, in: scope)
    #expect(try await found(domain, ann, in: scope).allSatisfy(\.memory.isEmbedded))
    _ = try await domain.systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "retire",
          sql: "update engram.embedding_models set state = 3 where state = 2"), []))
    let found = try await found(domain, ann, in: scope)
    #expect(found.count == 1 && found.allSatisfy { !$0.memory.isEmbedded })
    await domain.close()
  }

  @Test func `conversations are deleted beside stores of what they said, and none waits for ever`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let other = try Other(domain)
    for _ in 0..<12 {
      let conversation = try await domain.conversation(in: scope)
      _ = try await domain.messages.append(
        [message("tea?")], to: conversation, in: scope)
      let source = try MemorySource(conversationID: conversation, fromSeq: 0, toSeq: 0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
          let store = writer % 2 == 0 ? domain.memories : other.memories
          group.addTask {
            for user in writer % 2 == 0 ? ["ann", "bob", "cid"] : ["cid", "bob", "ann"] {
              do {
                _ = try await store.store(
                  [memory("tea \(writer)", user: user, source: source)], in: scope)
              } catch let error as DomainError
                where error == .notFound(.conversation, field: "memories[0].conversation_id")
              {}
            }
          }
        }
        group.addTask { try await domain.conversations.delete(conversation, in: scope) }
        try await group.waitForAll()
      }
    }
    try await domain.purge.sweep()
    for user in ["ann", "bob", "cid"] {
      #expect(try await contents(domain, view(user: user), in: scope).isEmpty)
    }
    await other.lanes.shutdown()
    await domain.close()
  }

  @Test(arguments: [0, 20_000]) func `copies take no more than they may`(bytes: Int) async throws {
    let domain = try await DomainFixture.shared
    let copies = ScopeCopies(lanes: domain.lanes, maxBytes: bytes)
    let search = MemorySearch(
      lanes: domain.lanes, words: domain.words, models: domain.models, copies: copies,
      logger: DomainFixture.logger)
    let scope = try DomainFixture.scope()
    for user in 0..<8 {
      let stored = try await domain.memories.store(
        (0..<5).map { try memory("tea \($0) of \(user)", user: "user-\(user)") }, in: scope)
      _ = await domain.embedAll(stored, in: scope)
    }
    for user in [0, 1, 2, 3, 4, 5, 6, 7, 0, 7] {
      let found = try await search.search(
        MemoryQuery(
          text: "tea", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
          createdBefore: nil, limit: 100), from: view(user: "user-\(user)"), in: scope)
      #expect(found.memories.count == 5)
      #expect(copies.byteCount <= bytes)
    }
    #expect((copies.byteCount > 0) == (bytes > 0))
  }

  @Test func `loads wait for room, and all have their turn`() async throws {
    let room = LoadRoom(bytes: 10)
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for bytes in [4, 10, 3, 50, 6, 1, 0, 10] {
        group.addTask {
          await room.with(bytes) {
            try? await Task.sleep(for: .milliseconds(5))
            return 1
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(count == 8)
  }
}
