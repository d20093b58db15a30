public import Postgres

/// Keeps the settings of organizations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct SettingsStore: Sendable {
  private static let get = Statement("settings_get", PackageResources.settings_get_sql)
  private static let ensure = Statement("settings_ensure", PackageResources.settings_ensure_sql)
  private static let update = Statement("settings_update", PackageResources.settings_update_sql)

  private let lanes: PostgresLanes
  private let limits: MemoryLimits
  private let policy: ConsolidationPolicy
  private let embedsMessages: Bool
  private let models: EmbeddingModels
  private let chat: DeployedChat
  private let masterKeys: MasterKeys?
  private let jobs: JobSignal

  /// A store on the service's lanes; limits, policy, whether messages are embedded, and the models hold
  /// where nothing is set. Without `masterKeys` no organization can be given a key. `jobs` is told of
  /// what is to be embedded anew.
  public init(
    lanes: PostgresLanes, deployment limits: MemoryLimits, policy: ConsolidationPolicy,
    embedsMessages: Bool = false, models: EmbeddingModels, chat: DeployedChat = DeployedChat(),
    masterKeys: MasterKeys? = nil, jobs: JobSignal
  ) {
    self.lanes = lanes
    self.limits = limits
    self.policy = policy
    self.embedsMessages = embedsMessages
    self.models = models
    self.chat = chat
    self.masterKeys = masterKeys
    self.jobs = jobs
  }

  private var deployment: OrganizationSettings.Deployment {
    OrganizationSettings.Deployment(
      limits: limits, consolidation: policy, embedsMessages: embedsMessages, chat: chat,
      embedding: models.active?.deployed.settings.model)
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
  /// Refuses to keep as many recent messages as make a conversation due, and a model for embeddings
  /// without a URL.
  public func update(
    _ change: SettingsChange, in scope: RequestScope
  ) async throws -> OrganizationSettings {
    let parameters = try change.parameters(masterKeys, of: scope.organizationID)
    let (_, _, rows) = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(OrganizationStatements.ensure, [scope.organization]),
      Query<Never>(Self.ensure, [scope.organization]),
      Query(
        Self.update,
        [scope.organization] + parameters
          + [.int4(policy.messageThreshold), .int4(policy.keepRecent)]
      ) { [deployment] row -> Result<OrganizationSettings, DomainError> in
        switch try row.decodeOptional(0, as: String.self) {
        case nil: .success(try OrganizationSettings(row, from: 1, deployment: deployment))
        case "keep_recent": .failure(change.consolidation.keepsTooMany)
        case "embedding_model": .failure(LLMSettingsChange.embeddingNeedsURL)
        case let refusal?: throw PostgresError.unknownOutcome(refusal, of: Self.update)
        }
      })
    guard let row = rows.first else {
      throw DomainError.unavailable(.organization, retryAfter: DomainError.erasureRetry)
    }
    let settings = try row.get()
    if change.llm.mayChangeEmbeddings { jobs.wake() }
    return settings
  }
}
