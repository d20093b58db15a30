@testable import Domain
import Postgres
import Testing

@Suite struct RowSecurityTests {
  private static let tables = ["organizations", "projects", "users", "conversations", "messages"]

  /// The organizations whose rows a statement without a filter returns.
  private func visible(
    _ table: String, to organizations: [String], _ domain: DomainFixture
  ) async throws -> Set<String> {
    let rows = try await domain.lanes.run(
      UnitOptions(organizations: organizations),
      Query(
        Statement(
          name: "unfiltered_\(table)", sql: "select organization_id from engram.\(table)"), []
      ) { row in try row.decode(0, as: String.self) })
    return Set(rows)
  }

  private func filled(_ domain: DomainFixture) async throws -> RequestScope {
    let scope = try DomainFixture.scope("it's {odd}, \"quoted\"")
    let id = try await domain.conversation(in: scope, project: "p")
    _ = try await domain.messages.append([message("x")], to: id, in: scope)
    return scope
  }

  @Test(arguments: tables)
  func `a statement without its filter sees only the unit's organizations`(
    table: String
  ) async throws {
    let domain = try await DomainFixture.shared
    let one = try await filled(domain).organizationID.text
    let two = try await filled(domain).organizationID.text
    _ = try await filled(domain)
    #expect(try await visible(table, to: [one], domain) == [one])
    #expect(try await visible(table, to: [one, two], domain) == [one, two])
    #expect(try await visible(table, to: [], domain).isEmpty)
    #expect(try await visible(table, to: ["nobody", "*", "%"], domain).isEmpty)
  }

  @Test func `a unit can't write what is another organization's`() async throws {
    let domain = try await DomainFixture.shared
    let one = try await filled(domain)
    let two = try await filled(domain)
    let changed = try await domain.lanes.run(
      UnitOptions(organizations: [one.organizationID.text]),
      Query(
        Statement(
          name: "unfiltered_update",
          sql: "update engram.messages set name = 'x' returning organization_id"), []
      ) { row in try row.decode(0, as: String.self) })
    #expect(Set(changed) == [one.organizationID.text])
    let error = await #expect(throws: PostgresError.self) {
      try await domain.lanes.run(
        UnitOptions(organizations: [one.organizationID.text]),
        Query(
          Statement(
            name: "foreign_insert",
            sql: "insert into engram.users (organization_id, user_id) values ($1, 'intruder')"),
          [.text(two.organizationID.text)]))
    }
    #expect(error?.sqlState == "42501")
  }

  @Test(arguments: tables)
  func `the service can't delete rows`(table: String) async throws {
    let domain = try await DomainFixture.shared
    let scope = try await filled(domain)
    let error = await #expect(throws: PostgresError.self) {
      try await domain.lanes.run(
        UnitOptions(organizations: [scope.organizationID.text]),
        Query(Statement(name: "delete_\(table)", sql: "delete from engram.\(table)"), []))
    }
    #expect(error?.sqlState == "42501")
  }
}
