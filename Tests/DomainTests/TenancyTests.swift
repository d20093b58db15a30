@testable import Domain
import Postgres
import Testing

@Suite struct TenancyTests {
  @Test func `put creates and then replaces name and metadata`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let first = try await domain.organizations.put(
      TenantProfile(displayName: "Acme", metadata: MetadataObject(#"{"a": 1}"#)), in: scope)
    #expect(first.displayName == "Acme" && first.metadata?.json == #"{"a": 1}"#)
    let second = try await domain.organizations.put(
      TenantProfile(displayName: "Acme Ltd", metadata: nil), in: scope)
    #expect(second.displayName == "Acme Ltd" && second.metadata == nil)
    #expect(second.createdAt == first.createdAt && second.updatedAt > first.updatedAt)
  }

  @Test func `a member's first put creates its organization`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let user = try await domain.users.put(
      UserID("ann"), TenantProfile(displayName: "Ann", metadata: nil), in: scope)
    #expect(user.id.text == "ann" && user.displayName == "Ann")
    #expect(try await domain.organizations.get(in: scope).displayName == "")
  }

  @Test func `members are listed in the byte order of their ids`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let ids = ["B", "a", "É", "zz", "z", "10", "9"]
    for id in ids {
      _ = try await domain.projects.put(
        ProjectID(id), TenantProfile(displayName: "", metadata: nil), in: scope)
    }
    var seen: [String] = []
    var token = ""
    repeat {
      let page = try await domain.projects.list(
        page: PageRequest(size: 3, token: token), in: scope)
      seen += page.items.map(\.id.text)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    #expect(seen == ["10", "9", "B", "a", "z", "zz", "É"])
  }

  @Test func `the deployment's organizations are listed page by page`() async throws {
    let domain = try await DomainFixture.shared
    let scopes = try (0..<5).map { _ in try DomainFixture.scope("listed") }
    for scope in scopes {
      _ = try await domain.organizations.put(
        TenantProfile(displayName: "", metadata: nil), in: scope)
    }
    var seen: [String] = []
    var token = ""
    repeat {
      let page = try await domain.organizations.list(
        page: PageRequest(size: 2, token: token))
      seen += page.items.map(\.id.text)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    #expect(Set(scopes.map(\.organizationID.text)).isSubset(of: seen))
    #expect(
      seen.map { Array($0.utf8) }
        == seen.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test(arguments: [[], [0], [0xFF], Array("a\nb".utf8), Array(repeating: 0x61, count: 129)])
  func `a forged page token that is no id is refused`(position: [UInt8]) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    func page(_ list: PageToken.List, _ filters: [String]) throws -> PageRequest {
      try PageRequest(
        size: 0, token: PageToken(list: list, filters: filters).text(after: position))
    }
    await #expect(throws: refusedPageToken) {
      try await domain.organizations.list(page: page(.organizations, []))
    }
    await #expect(throws: refusedPageToken) {
      try await domain.projects.list(
        page: page(.projects, [scope.organizationID.text]), in: scope)
    }
    await #expect(throws: refusedPageToken) {
      try await domain.users.list(page: page(.users, [scope.organizationID.text]), in: scope)
    }
  }

  @Test func `what is not there is not found`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    await #expect(throws: DomainError.notFound(.organization)) {
      try await domain.organizations.get(in: scope)
    }
    await #expect(throws: DomainError.notFound(.organization)) {
      try await domain.organizations.delete(in: scope)
    }
    await #expect(throws: DomainError.notFound(.user)) {
      try await domain.users.get(UserID("x"), in: scope)
    }
    await #expect(throws: DomainError.notFound(.project)) {
      try await domain.projects.delete(ProjectID("x"), in: scope)
    }
    let page = try await domain.users.list(page: PageRequest(size: 0, token: ""), in: scope)
    #expect(page.items.isEmpty)
  }

  @Test func `a name longer than 500 bytes is refused`() {
    #expect(
      throws: DomainError.invalidArgument(
        field: "display_name", reason: "must be at most 500 bytes; it has 501")
    ) { try TenantProfile(displayName: String(repeating: "x", count: 501), metadata: nil) }
  }
}
