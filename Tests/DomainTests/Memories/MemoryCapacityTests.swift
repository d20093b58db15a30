import Domain
import FoundationEssentials
import Synchronization
import Testing

@Suite struct MemoryCapacityTests {
  private static func limits(user: Int32) -> MemoryLimits {
    var limits = MemoryLimits()
    limits.user = user
    return limits
  }

  @Test func `expired ones go first, then the least important, of these the oldest`() async throws {
    let domain = try await DomainFixture(limits: Self.limits(user: 3))
    let scope = try DomainFixture.scope()
    for new in [
      try memory("old 5"), try memory("important", importance: 9), try memory("new 5"),
    ] { try await domain.store(new, in: scope) }
    let fourth = try await domain.store(memory("fourth", importance: 6), in: scope)
    #expect(fourth.outcome == .added && fourth.evictedCount == 1)
    #expect(try await contents(domain, scope) == ["important", "fourth", "new 5"])
    try await domain.store(memory("brief", importance: 10, expiresIn: 0.2), in: scope)
    try await Task.sleep(for: .milliseconds(300))
    // What has expired makes room, however important it was.
    try await domain.store(memory("fifth", importance: 1), in: scope)
    #expect(try await contents(domain, scope) == ["important", "fourth", "fifth"])
    await domain.close()
  }

  @Test func `a new memory that is itself the least valuable is not kept`() async throws {
    let domain = try await DomainFixture(limits: Self.limits(user: 2))
    let scope = try DomainFixture.scope()
    for name in ["a", "b"] { try await domain.store(memory(name, importance: 5), in: scope) }
    let low = try await domain.store(memory("low", importance: 4), in: scope)
    #expect(low.outcome == .evicted && low.evictedCount == 0)
    await #expect(throws: DomainError.notFound(.memory)) {
      try await domain.memories.get(low.memory.id, in: scope)
    }
    // As valuable, but newer: the older one goes.
    let equal = try await domain.store(memory("equal", importance: 5), in: scope)
    #expect(equal.outcome == .added && equal.evictedCount == 1)
    #expect(try await contents(domain, scope) == ["equal", "b"])
    await domain.close()
  }

  @Test func `a batch beyond the limit keeps its most valuable ones`() async throws {
    let domain = try await DomainFixture(limits: Self.limits(user: 3))
    let scope = try DomainFixture.scope()
    for name in ["a", "b"] { try await domain.store(memory(name, importance: 5), in: scope) }
    let stored = try await domain.memories.store(
      (1...10).map { (n: Int32) in try memory("new \(n)", importance: n) }, in: scope)
    #expect(
      stored.map(\.outcome) == Array(repeating: .evicted, count: 7) + [.added, .added, .added])
    #expect(stored.reduce(0) { $0 + $1.evictedCount } == 2)
    #expect(try await contents(domain, scope) == ["new 10", "new 9", "new 8"])
    await domain.close()
  }

  @Test func `each user, project and organization has a limit of its own`() async throws {
    var limits = MemoryLimits()
    limits.organization = 3
    limits.project = 2
    limits.user = 1
    let domain = try await DomainFixture(limits: limits)
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    for number in 0..<5 {
      try await domain.store(memory("\(number)", scope: .organization, user: nil), in: scope)
      for project in ["p", "q"] {
        try await domain.store(
          memory("\(number)", scope: .project, project: project, user: nil), in: scope)
        // Whatever project it is bound to, it is the user's.
        try await domain.store(memory("\(number)", project: project, user: "u"), in: scope)
      }
      try await domain.store(memory("\(number)", user: "v"), in: scope)
      try await domain.store(memory("\(number)", scope: .organization, user: nil), in: other)
    }
    #expect(try await domain.rowCount(of: "memories", in: scope) == 3 + 2 * 2 + 1 + 1)
    #expect(try await domain.rowCount(of: "memories", in: other) == 3)
    await domain.close()
  }

  @Test func `64 writers never take a scope beyond its limit, and the right ones stay`()
    async throws
  {
    let domain = try await DomainFixture(laneCount: 8)
    let scope = try DomainFixture.scope()
    try await domain.store(memory("first", importance: 1), in: scope)
    let done = Atomic<Bool>(false)
    let reader = Task {
      var most: Int64 = 0
      var looks = 0
      while !done.load(ordering: .relaxed) {
        most = max(most, try await domain.rowCount(of: "memories", in: scope))
        looks += 1
      }
      return (most: most, looks: looks)
    }
    try await withThrowingTaskGroup { group in
      for writer in 0..<64 {
        group.addTask {
          for turn in 0..<8 {
            let number = writer * 8 + turn
            let new = try memory("fact \(number)", importance: Int32(number % 10 + 1))
            try await domain.store(new, in: scope)
          }
        }
      }
      try await group.waitForAll()
    }
    done.store(true, ordering: .relaxed)
    let seen = try await reader.value
    #expect(seen.most <= 100 && seen.looks > 3)
    let left = try await domain.all(view(user: "ann"), in: scope)
    #expect(left.count == 100)
    // 51 or 52 of each importance were stored: the highest two, almost, are what fits.
    let expected = (0..<512).map { $0 % 10 + 1 }.sorted(by: >).prefix(100)
    #expect(left.map { Int($0.importance.value) } == Array(expected))
    await domain.close()
  }

  @Test func `a limit that is lowered holds at the next write, or after a sweep`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    for user in ["ann", "bob"] {
      _ = try await domain.memories.store(
        (1...10).map { (n: Int32) in try memory("\(n)", user: user, importance: n) }, in: scope)
    }
    let settings = try await domain.settings.update(
      SettingsChange(organizationLimit: .keep, projectLimit: .keep, userLimit: .set(4)), in: scope)
    #expect(settings.userLimit == 4 && settings.effective.user == 4)
    #expect(settings.organizationLimit == nil && settings.effective.organization == 1_000)
    #expect(try await domain.rowCount(of: "memories", in: scope) == 20)
    let stored = try await domain.store(memory("x", importance: 10), in: scope)
    #expect(stored.evictedCount == 7)
    #expect(try await domain.rowCount(of: "memories", in: scope) == 14)
    try await sweep(domain).sweepLimits()
    #expect(try await domain.rowCount(of: "memories", in: scope) == 8)
    #expect(
      try await domain.all(view(user: "bob"), in: scope).map(\.content) == ["10", "9", "8", "7"])
    let back = try await domain.settings.update(
      SettingsChange(organizationLimit: .keep, projectLimit: .keep, userLimit: .set(nil)),
      in: scope)
    #expect(back.userLimit == nil && back.effective.user == 100)
    #expect(try await domain.settings.get(in: scope) == back)
    await domain.close()
  }

  @Test func `what has expired is out of sight at once, and swept away`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let stored = try await domain.memories.store(
      [memory("brief words", expiresIn: 0.3), memory("lasting words")], in: scope)
    _ = await domain.embedAll(stored, in: scope)
    try await Task.sleep(for: .milliseconds(400))
    await #expect(throws: DomainError.notFound(.memory)) {
      try await domain.memories.get(stored[0].memory.id, in: scope)
    }
    #expect(try await contents(domain, scope) == ["lasting words"])
    let found = try await domain.search.search(
      MemoryQuery(
        text: "brief words", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 10), from: view(user: "ann"), in: scope)
    #expect(found.memories.map(\.memory.content) == ["lasting words"])
    // The same content again is a new memory.
    #expect(try await domain.store(memory("brief words"), in: scope).outcome == .added)
    #expect(try await domain.rowCount(of: "memories", in: scope) == 3)
    try await sweep(domain).sweepExpired()
    #expect(try await domain.rowCount(of: "memories", in: scope) == 2)
    #expect(
      try await domain.memories.history(stored[0].memory.id, in: scope).map(\.kind)
        == [.added, .expired])
    await domain.close()
  }

  @Test func `expired memories of one organization are deleted when asked`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    for scope in [scope, other] {
      _ = try await domain.memories.store(
        (0..<5).map { try memory("\($0)", expiresIn: 0.1) } + [memory("stays")], in: scope)
    }
    try await Task.sleep(for: .milliseconds(200))
    #expect(try await domain.memories.deleteExpired(in: scope) == 5)
    #expect(try await domain.memories.deleteExpired(in: scope) == 0)
    #expect(try await domain.rowCount(of: "memories", in: other) == 6)
  }

  private func sweep(_ domain: DomainFixture) -> MemorySweep {
    MemorySweep(
      lanes: domain.systemLanes, limits: MemoryLimits(), logger: DomainFixture.logger)
  }

  private func contents(
    _ domain: DomainFixture, _ scope: RequestScope
  ) async throws -> [String] {
    try await domain.all(view(user: "ann"), in: scope).map(\.content)
  }
}
