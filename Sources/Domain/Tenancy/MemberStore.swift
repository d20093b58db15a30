public import Postgres

/// Keeps the projects or the users of organizations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MemberStore<Kind: MemberKind>: Sendable {
  private let lanes: PostgresLanes
  private let purge: PurgeSignal

  /// A store on the service's lanes; `purge` is told of deletions.
  public init(lanes: PostgresLanes, purge: PurgeSignal) {
    self.lanes = lanes
    self.purge = purge
  }

  /// Creates a member, and on first use its organization, or replaces the member's profile.
  public func put(
    _ id: CallerID<Kind>, _ profile: TenantProfile, in scope: RequestScope
  ) async throws -> Tenant<Kind> {
    let (_, rows) = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.ensure, [scope.organization]),
      Query(
        Kind.statements.put, [scope.organization, .text(id.text)] + profile.parameters
      ) { row in try Tenant<Kind>(row) })
    guard let member = rows.first else {
      throw DomainError.unavailable(Kind.resource, retryAfter: DomainError.erasureRetry)
    }
    return member
  }

  /// The member with this id.
  public func get(_ id: CallerID<Kind>, in scope: RequestScope) async throws -> Tenant<Kind> {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(Kind.statements.get, [scope.organization, .text(id.text)]) { row in
        try Tenant<Kind>(row)
      })
    guard let member = rows.first else { throw DomainError.notFound(Kind.resource) }
    return member
  }

  /// All members of the scope's organization, in the byte order of their ids; none when there is
  /// no such organization.
  public func list(page: PageRequest, in scope: RequestScope) async throws -> Page<Tenant<Kind>> {
    let token = PageToken(list: Kind.statements.pages, filters: [scope.organizationID.text])
    let last = try token.position(from: page.token, CallerID<Kind>.init(bytes:))
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        Kind.statements.list,
        [
          scope.organization, .text(last?.text ?? ""), .int4(page.size), .int8(PageBudget.bytes),
        ]
      ) { row in try Tenant<Kind>.listed(row) })
    return Page(rows, token: token) { Array($0.id.text.utf8) }
  }

  /// Takes a member, and its conversations, out of sight; the purge erases them.
  public func delete(_ id: CallerID<Kind>, in scope: RequestScope) async throws {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: false),
      Query(Kind.statements.delete, [scope.organization, .text(id.text)]) { _ in true })
    guard !rows.isEmpty else { throw DomainError.notFound(Kind.resource) }
    purge.wake()
  }
}

/// Keeps projects.
public typealias ProjectStore = MemberStore<ProjectKind>
/// Keeps users.
public typealias UserStore = MemberStore<UserKind>
