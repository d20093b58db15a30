public import Postgres

/// Keeps organizations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct OrganizationStore: Sendable {
  private let lanes: PostgresLanes
  private let systemLanes: PostgresLanes
  private let purge: PurgeSignal

  /// A store on the service's lanes, and on the system role's for what concerns the whole
  /// deployment; `purge` is told of deletions.
  public init(lanes: PostgresLanes, systemLanes: PostgresLanes, purge: PurgeSignal) {
    self.lanes = lanes
    self.systemLanes = systemLanes
    self.purge = purge
  }

  /// Creates the scope's organization, or replaces its profile.
  public func put(_ profile: TenantProfile, in scope: RequestScope) async throws -> Organization {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.put, [scope.organization] + profile.parameters) { row in
        try Organization(row)
      })
    guard let organization = rows.first else {
      throw DomainError.unavailable(.organization, retryAfter: DomainError.erasureRetry)
    }
    return organization
  }

  /// The scope's organization.
  public func get(in scope: RequestScope) async throws -> Organization {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.get, [scope.organization]) { row in try Organization(row) })
    guard let organization = rows.first else { throw DomainError.notFound(.organization) }
    return organization
  }

  /// All organizations of the deployment, in the byte order of their ids.
  public func list(
    page: PageRequest, in call: DeploymentScope = DeploymentScope()
  ) async throws -> Page<Organization> {
    let token = PageToken(list: .organizations, filters: [])
    let last = try token.position(from: page.token, OrganizationID.init(bytes:))
    let rows = try await systemLanes.run(
      call.unit(isIdempotent: true),
      Query(
        OrganizationStatements.list,
        [.text(last?.text ?? ""), .int4(page.size), .int8(PageBudget.bytes)]
      ) { row in try Organization.listed(row) })
    return Page(rows, token: token) { Array($0.id.text.utf8) }
  }

  /// Takes the scope's organization, and all that is in it, out of sight; the purge erases it.
  public func delete(in scope: RequestScope) async throws {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: false),
      Query(OrganizationStatements.delete, [scope.organization]) { _ in true })
    guard !rows.isEmpty else { throw DomainError.notFound(.organization) }
    purge.wake()
  }
}
