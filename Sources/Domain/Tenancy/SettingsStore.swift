public import Postgres

/// Keeps the settings of organizations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct SettingsStore: Sendable {
  private static let get = Statement("settings_get", PackageResources.settings_get_sql)
  private static let ensure = Statement("settings_ensure", PackageResources.settings_ensure_sql)
  private static let update = Statement("settings_update", PackageResources.settings_update_sql)

  private let lanes: PostgresLanes
  private let deployment: OrganizationSettings.Deployment
  private let masterKeys: MasterKeys?

  /// A store on the service's lanes; limits, policy, whether messages are embedded, and the model hold
  /// where nothing is set. Without `masterKeys` no organization can be given a key.
  public init(
    lanes: PostgresLanes, deployment limits: MemoryLimits, policy: ConsolidationPolicy,
    embedsMessages: Bool = false, chat: DeployedChat = DeployedChat(),
    masterKeys: MasterKeys? = nil
  ) {
    self.lanes = lanes
    self.masterKeys = masterKeys
    deployment = OrganizationSettings.Deployment(
      limits: limits, consolidation: policy, embedsMessages: embedsMessages, chat: chat)
  }

  /// The settings of the scope's organization.
  public func get(in scope: RequestScope) async throws -> OrganizationSettings {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(Self.get, [scope.organization]) { [deployment] row in
        try OrganizationSettings(row, deployment: deployment)
      })
    guard let settings = rows.first else { throw DomainError.notFound(.organization) }
    return settings
  }

  /// Changes what `change` says, creates the organization on first use, and returns the result.
  ///
  /// Refuses to keep as many recent messages as make a conversation due.
  public func update(
    _ change: SettingsChange, in scope: RequestScope
  ) async throws -> OrganizationSettings {
    let policy = deployment.consolidation
    let parameters = try change.parameters(masterKeys, of: scope.organizationID)
    let (_, _, rows) = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.ensure, [scope.organization]),
      Query<Never>(Self.ensure, [scope.organization]),
      Query(
        Self.update,
        [scope.organization] + parameters
          + [.int4(policy.messageThreshold), .int4(policy.keepRecent)]
      ) { [deployment] row -> OrganizationSettings? in
        let isRefused: Bool = try row.decode(0)
        return isRefused ? nil : try OrganizationSettings(row, from: 1, deployment: deployment)
      })
    guard let row = rows.first else {
      throw DomainError.unavailable(.organization, retryAfter: DomainError.erasureRetry)
    }
    guard let settings = row else { throw change.consolidation.keepsTooMany }
    return settings
  }
}
