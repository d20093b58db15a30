import Domain
import FoundationEssentials
import Postgres
import Testing

@Suite struct MemorySearchTests {
  private func find(
    _ text: String, _ domain: DomainFixture, _ view: MemoryView, in scope: RequestScope,
    types: [MemoryType] = [], least: Int32? = nil, metadata: String? = nil,
    after: Moment? = nil, before: Moment? = nil, limit: Int32 = 0
  ) async throws -> MemoryFindings {
    try await domain.search.search(
      MemoryQuery(
        text: text, types: types, minImportance: least.map { try MemoryImportance($0) },
        metadata: metadata.map { try MetadataObject($0) }, createdAfter: after,
        createdBefore: before, limit: limit), from: view, in: scope)
  }

  private static let facts = [
    "Ann keeps three cats in her flat in Lisbon.", "Bob repairs old bicycles at weekends.",
    "The quarterly report is due on Friday.", "Ann is allergic to peanuts.",
    "Carla plays the violin in an orchestra.", "The office moved to Berlin last year.",
  ]

  @Test func `words find a memory that is not embedded yet`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(Self.facts.map { try memory($0) }, in: scope)
    let found = try await find("Who repairs a bicycle?", domain, view(user: "ann"), in: scope)
    let best = try #require(found.memories.first)
    #expect(best.memory.content == Self.facts[1])
    #expect(best.wordRank == 1 && best.vectorRank == nil && best.wordScore == 1)
    #expect(found.usedEmbedding)
  }

  @Test func `meaning finds what shares no word with the query`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.memories.store(Self.facts.map { try memory($0) }, in: scope)
    #expect(await domain.embedAll(stored, in: scope).allSatisfy(\.self))
    // Another form, which the stemmer of English does not reduce to the same.
    let found = try await find("violinists, orchestral", domain, view(user: "ann"), in: scope)
    let best = try #require(found.memories.first)
    #expect(best.memory.content == Self.facts[4])
    #expect(best.vectorRank == 1 && best.vectorScore > 0)
    #expect(best.memory.isEmbedded)
  }

  @Test func `the score is what its parts say`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.memories.store(
      Self.facts.enumerated().map { place, fact in
        try memory(fact, importance: Int32(place) + 1)
      }, in: scope)
    _ = await domain.embedAll(stored, in: scope)
    let found = try await find("Ann allergic to cats", domain, view(user: "ann"), in: scope)
    #expect(found.memories.count > 1)
    for result in found.memories {
      let product =
        (result.wordScore + result.vectorScore) * result.leadWeight * result.importanceWeight
        * result.recencyWeight
      #expect(abs(product - result.score) < 1e-9)
      #expect(result.leadWeight == (result.memory.content.hasPrefix("Ann") ? 1.5 : 1))
      let importance = Double(result.memory.importance.value)
      #expect(abs(result.importanceWeight - (1 + (importance - 5) * 0.03)) < 1e-9)
      #expect((1...1.1).contains(result.recencyWeight))
    }
    #expect(found.memories.map(\.score) == found.memories.map(\.score).sorted(by: >))
  }

  @Test func `of equals the more important one comes first`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(
      [
        memory("The garden gate is green.", importance: 2),
        memory("The garden gate is green!", importance: 9), memory("Something else entirely."),
      ], in: scope)
    let found = try await find("garden gate", domain, view(user: "ann"), in: scope)
    #expect(found.memories.map(\.memory.importance.value).prefix(2) == [9, 2])
  }

  @Test func `filters leave out what they say`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let stored = try await domain.memories.store(
      [
        memory("tea one", type: .working, importance: 2, metadata: #"{"tag": "a", "n": 1}"#),
        memory("tea two", type: .episodic, importance: 8, metadata: #"{"tag": "b"}"#),
        memory("tea three", type: .semantic, importance: 5),
        memory("tea four", scope: .organization, type: .semantic, importance: 5),
      ], in: scope)
    _ = await domain.embedAll(stored, in: scope)
    func contents(_ found: MemoryFindings) -> [String] {
      found.memories.map(\.memory.content).sorted()
    }
    let here = try view(user: "ann")
    #expect(
      contents(try await find("tea", domain, here, in: scope, types: [.working, .episodic]))
        == ["tea one", "tea two"])
    #expect(contents(try await find("tea", domain, here, in: scope, least: 8)) == ["tea two"])
    #expect(
      contents(try await find("tea", domain, here, in: scope, metadata: #"{"tag": "a"}"#))
        == ["tea one"])
    #expect(
      contents(try await find("tea", domain, view(user: "ann", scopes: [.organization]), in: scope))
        == ["tea four"])
    let before = try moment(in: -60)
    let after = try moment(in: 60)
    #expect(contents(try await find("tea", domain, here, in: scope, after: before)).count == 4)
    #expect(contents(try await find("tea", domain, here, in: scope, after: after)).isEmpty)
    #expect(contents(try await find("tea", domain, here, in: scope, before: before)).isEmpty)
    #expect(try await find("tea", domain, here, in: scope, limit: 2).memories.count == 2)
  }

  @Test func `a search sees what the caller sees, and no more`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    func memories() throws -> [NewMemory] {
      try [
        memory("secret of the organization", scope: .organization, user: nil),
        memory("secret of p", scope: .project, project: "p", user: nil),
        memory("secret of q", scope: .project, project: "q", user: nil),
        memory("secret of ann"), memory("secret of ann in p", project: "p"),
        memory("secret of bob", user: "bob"),
      ]
    }
    for scope in [scope, other] {
      _ = await domain.embedAll(
        try await domain.memories.store(memories(), in: scope), in: scope)
    }
    for (caller, expected) in [
      (try view(), ["secret of the organization"]),
      (try view(project: "q"), ["secret of q", "secret of the organization"]),
      (try view(user: "ann"), ["secret of ann", "secret of the organization"]),
      (
        try view(project: "p", user: "ann"),
        [
          "secret of ann", "secret of ann in p", "secret of p", "secret of the organization",
        ]
      ),
    ] {
      let found = try await find("secret", domain, caller, in: scope, limit: 100)
      #expect(found.memories.map(\.memory.content).sorted() == expected)
    }
  }

  @Test(arguments: [
    ("我住在北京，喜欢喝茶。", "北京"), ("ผมชอบดื่มชาเขียวทุกเช้า", "ชาเขียว"),
    ("Die Übergrößenträger kamen früh.", "übergrößenträger"), ("Я люблю зелёный чай.", "ЗЕЛЁНЫЙ"),
    ("café au lait le matin", "CAFÉ"), ("أحب الشاي الأخضر", "الشاي"),
  ])
  func `words of any script are found`(content: String, query: String) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(
      [memory(content)] + Self.facts.map { try memory($0) }, in: scope)
    let found = try await find(query, domain, view(user: "ann"), in: scope)
    #expect(found.memories.first?.memory.content == content)
    #expect(found.memories.first?.wordRank == 1)
  }

  @Test(arguments: ["'", "\\", "a:*b", "!!!", "'a' & !b | <->", "\u{1F600}", "it's \\' ':A"])
  func `a query of signs does no harm`(query: String) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store([memory("it's a b")], in: scope)
    _ = try await find(query, domain, view(user: "ann"), in: scope)
  }

  @Test func `bad queries are refused by name`() {
    for (text, limit) in [("", Int32(0)), (" \n", 0), (String(repeating: "a", count: 16_385), 0)] {
      #expect(throws: DomainError.self) {
        try MemoryQuery(
          text: text, types: [], minImportance: nil, metadata: nil, createdAfter: nil,
          createdBefore: nil, limit: limit)
      }
    }
    #expect(
      throws: DomainError.invalidArgument(field: "limit", reason: "must be 0, for 10, or 1 to 100")
    ) {
      try MemoryQuery(
        text: "a", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 101)
    }
  }
}
