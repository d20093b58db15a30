@testable import Domain
import Postgres
import Testing

/// Each test has a database of its own, where nobody else purges.
@Suite struct PurgeTests {
  private static let erasing = Duration.seconds(1)

  private func withDomain(_ body: (DomainFixture) async throws -> Void) async throws {
    let domain = try await DomainFixture()
    try await body(domain)
    await domain.close()
  }

  @Test func `a deleted conversation is out of sight at once and then erased`() async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      let id = try await domain.conversation(in: scope)
      for _ in 0..<3 {
        _ = try await domain.messages.append(
          try (0..<1_000).map { try message("\($0)") }, to: id, in: scope)
      }
      try await domain.conversations.delete(id, in: scope)
      await #expect(throws: DomainError.notFound(.conversation)) {
        try await domain.conversations.get(id, in: scope)
      }
      await #expect(throws: DomainError.notFound(.conversation)) {
        try await domain.messages.append([message("late")], to: id, in: scope)
      }
      await #expect(throws: DomainError.notFound(.conversation)) {
        try await domain.conversations.delete(id, in: scope)
      }
      let again = try NewConversation(
        id: id, userID: UserID("ann"), projectID: nil, title: "", metadata: nil)
      await #expect(throws: DomainError.unavailable(.conversation, retryAfter: Self.erasing)) {
        try await domain.conversations.create(again, in: scope)
      }
      try await domain.purge.sweep()
      #expect(try await domain.rowCount(of: "messages", in: scope) == 0)
      #expect(try await domain.rowCount(of: "conversations", in: scope) == 0)
      #expect(try await domain.conversations.create(again, in: scope).messageCount == 0)
    }
  }

  @Test(arguments: ["user", "project"])
  func `a deleted member takes its conversations and starts afresh`(kind: String) async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      let lost = try await domain.conversation(in: scope, user: "ann", project: "apollo")
      let kept = try await domain.conversation(in: scope, user: "bob")
      _ = try await domain.messages.append([message("gone")], to: lost, in: scope)
      _ = try await domain.messages.append([message("kept")], to: kept, in: scope)
      if kind == "user" {
        try await domain.users.delete(UserID("ann"), in: scope)
      } else {
        try await domain.projects.delete(ProjectID("apollo"), in: scope)
      }

      await #expect(throws: DomainError.notFound(.conversation)) {
        try await domain.conversations.get(lost, in: scope)
      }
      await #expect(throws: DomainError.notFound(.conversation)) {
        try await domain.messages.append([message("late")], to: lost, in: scope)
      }
      let filter = ConversationFilter(userID: nil, projectID: nil)
      let page = try await domain.conversations.list(
        filter, page: PageRequest(size: 0, token: ""), in: scope)
      #expect(page.items.map(\.id) == [kept])
      await #expect(throws: DomainError.unavailable(.conversation, retryAfter: Self.erasing)) {
        try await domain.conversation(in: scope, user: "ann", project: "apollo")
      }
      let profile = try TenantProfile(displayName: "again", metadata: nil)
      if kind == "user" {
        await #expect(throws: DomainError.unavailable(.user, retryAfter: Self.erasing)) {
          try await domain.users.put(UserID("ann"), profile, in: scope)
        }
      }

      try await domain.purge.sweep()
      #expect(try await domain.rowCount(of: "messages", in: scope) == 1)
      #expect(try await domain.rowCount(of: "conversations", in: scope) == 1)
      #expect(try await domain.rowCount(of: "\(kind)s", in: scope) == (kind == "user" ? 2 : 1))
      #expect(try await generation(domain, "\(kind)s", scope) == (1, true))
      _ = try await domain.conversation(in: scope, user: "ann", project: "apollo")
      #expect(try await generation(domain, "\(kind)s", scope) == (2, false))
    }
  }

  @Test func `a deleted organization takes all that is in it and starts afresh`() async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      let other = try DomainFixture.scope()
      _ = try await domain.conversation(in: other)
      for number in 0..<20 {
        let id = try await domain.conversation(
          in: scope, user: "user \(number % 5)", project: "project \(number % 3)")
        _ = try await domain.messages.append([message("x")], to: id, in: scope)
      }
      try await domain.organizations.delete(in: scope)
      await #expect(throws: DomainError.notFound(.organization)) {
        try await domain.organizations.get(in: scope)
      }
      await #expect(throws: DomainError.notFound(.user)) {
        try await domain.users.get(UserID("user 1"), in: scope)
      }
      await #expect(throws: DomainError.unavailable(.conversation, retryAfter: Self.erasing)) {
        try await domain.conversation(in: scope)
      }
      await #expect(throws: DomainError.unavailable(.user, retryAfter: Self.erasing)) {
        try await domain.users.put(
          UserID("new"), TenantProfile(displayName: "", metadata: nil), in: scope)
      }
      try await domain.purge.sweep()
      for table in ["messages", "conversations", "users", "projects"] {
        #expect(try await domain.rowCount(of: table, in: scope) == 0, "\(table)")
        #expect(try await domain.rowCount(of: table, in: other) <= 1)
      }
      #expect(try await generation(domain, "organizations", scope) == (1, true))
      _ = try await domain.conversation(in: scope)
      #expect(try await generation(domain, "organizations", scope) == (2, false))
      #expect(try await domain.rowCount(of: "conversations", in: other) == 1)
    }
  }

  @Test(arguments: ["user", "project", "organization"])
  func `what is deleted takes its documents`(kind: String) async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      let other = try DomainFixture.scope()
      try await domain.putEmbedded(document("other", scope: .organization, user: nil), in: other)
      try await domain.putEmbedded(document("mine", user: "ann"), in: scope)
      try await domain.putEmbedded(document("bound", project: "p", user: "ann"), in: scope)
      try await domain.putEmbedded(
        document("ours", scope: .project, project: "p", user: nil), in: scope)
      try await domain.putEmbedded(document("all", scope: .organization, user: nil), in: scope)
      let left: Set<String>
      switch kind {
      case "user":
        try await domain.users.delete(UserID("ann"), in: scope)
        left = ["ours", "all"]
      case "project":
        try await domain.projects.delete(ProjectID("p"), in: scope)
        left = ["mine", "all"]
      default:
        try await domain.organizations.delete(in: scope)
        left = []
      }
      let here = try view(project: "p", user: "ann")
      func seen() async throws -> Set<String> {
        Set(try await domain.find("mine bound ours all", here, in: scope).map(\.content))
      }
      #expect(try await seen() == left)
      try await domain.purge.sweep()
      #expect(try await seen() == left)
      for table in ["documents", "document_chunks", "chunk_embeddings", "document_embeddings"] {
        #expect(try await domain.rowCount(of: table, in: scope) == Int64(left.count), "\(table)")
        #expect(try await domain.rowCount(of: table, in: other) == 1)
      }
      // The next use starts afresh.
      _ = try await domain.documents.put(document("afresh", project: "p", user: "ann"), in: scope)
      #expect(try await domain.find("afresh", here, in: scope).first?.content == "afresh")
    }
  }

  @Test func `several purges at once erase everything that writers keep adding`() async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for _ in 0..<12 {
              let user = "user \(writer % 2)"
              do {
                let id = try await domain.conversation(in: scope, user: user)
                _ = try await domain.messages.append([message("x")], to: id, in: scope)
              } catch is DomainError {}
            }
          }
        }
        for _ in 0..<3 {
          group.addTask {
            for _ in 0..<6 {
              for user in ["user 0", "user 1"] {
                try? await domain.users.delete(UserID(user), in: scope)
              }
              try await domain.purge.sweep()
            }
          }
        }
        try await group.waitForAll()
      }
      for user in ["user 0", "user 1"] { try? await domain.users.delete(UserID(user), in: scope) }
      try await domain.purge.sweep()
      #expect(try await domain.rowCount(of: "conversations", in: scope) == 0)
      #expect(try await domain.rowCount(of: "messages", in: scope) == 0)
    }
  }

  @Test func `a running purge is woken by a deletion`() async throws {
    try await withDomain { domain in
      let scope = try DomainFixture.scope()
      let id = try await domain.conversation(in: scope)
      let running = Task { await domain.purge.run() }
      try await domain.conversations.delete(id, in: scope)
      let deadline = ContinuousClock.now + .seconds(10)
      while try await domain.rowCount(of: "conversations", in: scope) > 0,
        ContinuousClock.now < deadline
      {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(try await domain.rowCount(of: "conversations", in: scope) == 0)
      running.cancel()
      await running.value
    }
  }

  /// Generation of the only row of a table that was ever deleted, and whether it is a tombstone.
  private func generation(
    _ domain: DomainFixture, _ table: String, _ scope: RequestScope
  ) async throws -> (Int64, Bool) {
    let rows = try await domain.systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "generation_\(table)",
          sql: """
            select generation, purged_at is not null from engram.\(table)
            where organization_id = $1 order by (purged_at is not null) desc, generation desc limit 1
            """),
        [.text(scope.organizationID.text)]
      ) { row in (try row.decode(0, as: Int64.self), try row.decode(1, as: Bool.self)) })
    return rows[0]
  }
}
