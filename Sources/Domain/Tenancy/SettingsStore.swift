public import Postgres

/// Keeps the settings of organizations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct SettingsStore: Sendable {
  private static let get = Statement("settings_get", PackageResources.settings_get_sql)
  private static let update = Statement("settings_update", PackageResources.settings_update_sql)

  private let lanes: PostgresLanes
  private let deployment: MemoryLimits

  /// A store on the service's lanes; `deployment` holds where nothing is set.
  public init(lanes: PostgresLanes, deployment: MemoryLimits) {
    self.lanes = lanes
    self.deployment = deployment
  }

  /// The settings of the scope's organization.
  public func get(in scope: RequestScope) async throws -> OrganizationSettings {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true), query(Self.get, [scope.organization]))
    guard let settings = rows.first else { throw DomainError.notFound(.organization) }
    return settings
  }

  /// Changes what `change` says, creates the organization on first use, and returns the result.
  public func update(
    _ change: SettingsChange, in scope: RequestScope
  ) async throws -> OrganizationSettings {
    let (_, rows) = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.ensure, [scope.organization]),
      query(Self.update, [scope.organization] + change.parameters))
    guard let settings = rows.first else {
      throw DomainError.unavailable(.organization, retryAfter: DomainError.erasureRetry)
    }
    return settings
  }

  private func query(
    _ statement: Statement, _ parameters: [PostgresValue]
  ) -> Query<OrganizationSettings> {
    Query(statement, parameters) { [deployment] row in
      try OrganizationSettings(row, deployment: deployment)
    }
  }
}
