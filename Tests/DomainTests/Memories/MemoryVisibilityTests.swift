import Domain
import Foundation
import Postgres
import TestTraffic
import Testing

/// The merged read against a plain model of who sees what.
@Suite struct MemoryVisibilityTests {
  private static let projects = [nil] + (0..<8).map { "p\($0)" as String? }
  private static let users = [nil] + (0..<16).map { "u\($0)" as String? }

  /// A memory as the model has it.
  private struct Kept {
    let content: String
    let scope: MemoryScope
    let project, user: String?
    let type: MemoryType
    let importance: Int16
    let isExpired: Bool

    func isSeen(project: String?, user: String?) -> Bool {
      guard !isExpired else { return false }
      return switch scope {
      case .organization: true
      case .project: project != nil && self.project == project
      case .user:
        user != nil && self.user == user && (self.project == nil || self.project == project)
      }
    }
  }

  @Test func `thousands of random callers see what a plain model says`() async throws {
    let seed =
      ProcessInfo.processInfo.environment["ENGRAM_TEST_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 1...UInt64.max)
    print("seed of the visibility test: \(seed)")
    var random = SeededGenerator(seed: seed)
    var limits = MemoryLimits()
    (limits.organization, limits.project, limits.user) = (10_000, 10_000, 10_000)
    let domain = try await DomainFixture(limits: limits)
    let scopes = try (0..<2).map { _ in try DomainFixture.scope() }
    var kept: [[Kept]] = [[], []]
    for (number, scope) in scopes.enumerated() {
      for batch in 0..<5 {
        let made = try (0..<400).map { try sample("\(number) \(batch) \($0)", &random) }
        _ = try await domain.memories.store(made.map(\.0), in: scope)
        kept[number] += made.map(\.1)
      }
    }
    try await Task.sleep(for: .seconds(1))
    for _ in 0..<2_000 {
      let number = Int.random(in: 0..<2, using: &random)
      try await check(kept[number], in: scopes[number], domain, &random)
    }
    await domain.close()
  }

  private func sample(
    _ content: String, _ random: inout SeededGenerator
  ) throws -> (NewMemory, Kept) {
    // Few are the organization's: every caller sees all of those.
    let scope: MemoryScope =
      switch Int.random(in: 0..<20, using: &random) {
      case 0: .organization
      case 1..<9: .project
      default: .user
      }
    var project = Self.projects.randomElement(using: &random) ?? nil
    var user = Self.users.randomElement(using: &random) ?? nil
    switch scope {
    case .organization: project = nil
    case .project: project = project ?? "p0"
    case .user: user = user ?? "u0"
    }
    let type = MemoryType.allCases.randomElement(using: &random) ?? .working
    let importance = Int32.random(in: 1...10, using: &random)
    let isExpired = Int.random(in: 0..<10, using: &random) == 0
    let new = try memory(
      content, scope: scope, project: project, user: user, type: type, importance: importance,
      // Long enough to be stored, short enough to be over before the first look.
      expiresIn: isExpired ? 0.9 : Bool.random(using: &random) ? 3_600 : nil)
    return (
      new,
      Kept(
        content: content, scope: scope, project: project, user: user, type: type,
        importance: Int16(importance), isExpired: isExpired)
    )
  }

  private func check(
    _ kept: [Kept], in scope: RequestScope, _ domain: DomainFixture,
    _ random: inout SeededGenerator
  ) async throws {
    let project = (Self.projects + ["unknown"]).randomElement(using: &random) ?? nil
    let user = (Self.users + ["unknown"]).randomElement(using: &random) ?? nil
    var only: [MemoryScope] = []
    if Bool.random(using: &random) {
      only = MemoryScope.allCases.filter { wanted in
        (wanted != .project || project != nil) && (wanted != .user || user != nil)
          && Bool.random(using: &random)
      }
    }
    let types = MemoryType.allCases.filter { _ in Bool.random(using: &random) }
    let least = Int32.random(in: 1...10, using: &random)
    let expected = kept.filter { memory in
      memory.isSeen(project: project, user: user)
        && (only.isEmpty || only.contains(memory.scope))
        && (types.isEmpty || types.contains(memory.type)) && memory.importance >= least
    }
    let found = try await domain.all(
      view(project: project, user: user, scopes: only),
      MemoryFilter(
        types: types, conversationID: nil, minImportance: MemoryImportance(least)), in: scope)
    #expect(
      found.map(\.content).sorted() == expected.map(\.content).sorted(),
      "project \(project ?? "-"), user \(user ?? "-"), scopes \(only)")
    #expect(found.map(\.importance.value) == found.map(\.importance.value).sorted(by: >))
  }

  @Test func `pages of any size add up to the whole list, in its order`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    for batch in 0..<3 {
      _ = try await domain.memories.store(
        (0..<30).map { (n: Int32) in
          try memory(
            "\(batch) \(n)", scope: n % 3 == 0 ? .organization : .user, importance: n % 5 + 1)
        }, in: scope)
    }
    let whole = try await domain.all(view(user: "ann"), in: scope)
    #expect(whole.count == 90)
    for size: Int32 in [1, 7, 89, 90, 91] {
      var paged: [Memory] = []
      var token = ""
      repeat {
        let page = try await domain.memories.list(
          view(user: "ann"), .init(types: [], conversationID: nil, minImportance: nil),
          page: PageRequest(size: size, token: token), in: scope)
        #expect(page.items.count <= Int(size))
        paged += page.items
        token = page.nextPageToken ?? ""
      } while !token.isEmpty
      #expect(paged == whole)
    }
  }

  @Test func `a scope that is asked for without its id is refused`() throws {
    #expect(throws: DomainError.invalidArgument(field: "scopes[1]", reason: "needs user_id")) {
      try view(project: "p", scopes: [.project, .user])
    }
    #expect(throws: DomainError.invalidArgument(field: "scopes[0]", reason: "needs project_id")) {
      try view(user: "u", scopes: [.project])
    }
  }

  @Test func `nothing of a deleted user, project or organization is seen, and all is erased`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let ids = try await domain.memories.store(
      [
        memory("of ann"), memory("of bob", user: "bob"),
        memory("of p", scope: .project, project: "p"),
        memory("of bob in p", project: "p", user: "bob"),
        memory("of all from ann", scope: .organization),
      ], in: scope
    ).map(\.memory.id)
    _ = try await domain.settings.update(
      SettingsChange(organizationLimit: .keep, projectLimit: .keep, userLimit: .set(50)),
      in: scope)
    try await domain.users.delete(UserID("ann"), in: scope)
    try await domain.projects.delete(ProjectID("p"), in: scope)
    for id in [ids[0], ids[2], ids[3]] {
      await #expect(throws: DomainError.notFound(.memory)) {
        try await domain.memories.get(id, in: scope)
      }
    }
    let seen = try await domain.all(view(project: "p", user: "bob"), in: scope)
    #expect(seen.map(\.content).sorted() == ["of all from ann", "of bob"])
    try await domain.purge.sweep()
    #expect(try await domain.rowCount(of: "memories", in: scope) == 2)
    // Its name is gone from what it left to others.
    let left = try await domain.memories.get(ids[4], in: scope)
    #expect(left.place.userID == nil)
    // Later use starts afresh.
    #expect(try await domain.store(memory("of ann"), in: scope).outcome == .added)
    try await domain.organizations.delete(in: scope)
    #expect(try await domain.all(view(project: "p", user: "bob"), in: scope).isEmpty)
    try await domain.purge.sweep()
    for table in [
      "memories", "memory_scopes", "memory_events", "memory_embeddings", "organization_settings",
      "jobs",
    ] { #expect(try await domain.rowCount(of: table, in: scope) == 0, "\(table)") }
    await domain.close()
  }

  @Test func `a conversation takes the memories made from it, unless they are to be kept`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    for keeps in [false, true] {
      let conversation = try await domain.conversation(in: scope)
      _ = try await domain.messages.append([message("a")], to: conversation, in: scope)
      let source = try MemorySource(conversationID: conversation, fromSeq: 1, toSeq: 1)
      let stored = try await domain.memories.store(
        [memory("from it \(keeps)", source: source), memory("not from it \(keeps)")], in: scope)
      let filter = MemoryFilter(types: [], conversationID: conversation, minImportance: nil)
      #expect(try await domain.all(view(user: "ann"), filter, in: scope).count == 1)
      try await domain.conversations.delete(conversation, keepingMemories: keeps, in: scope)
      let seen = try await domain.all(view(user: "ann"), in: scope).map(\.content)
      #expect(seen.contains("from it \(keeps)") == keeps && seen.contains("not from it \(keeps)"))
      try await domain.purge.sweep()
      if keeps {
        #expect(try await domain.memories.get(stored[0].memory.id, in: scope).source == nil)
      } else {
        #expect(
          try await domain.memories.history(stored[0].memory.id, in: scope).map(\.kind)
            == [.added, .deleted])
      }
    }
    await domain.close()
  }
}
