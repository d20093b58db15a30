import LLM
import Postgres

/// What is set for an organization.
public struct OrganizationSettings: Sendable, Hashable {
  /// What holds where an organization has set nothing.
  struct Deployment: Sendable {
    let limits: MemoryLimits
    let consolidation: ConsolidationPolicy
    let embedsMessages: Bool
    let chat: DeployedChat
    /// `nil` before it is known.
    let embedding: EmbeddingModel?
  }

  /// The organization's own limits of memories; `nil` where the deployment's holds.
  public let organizationLimit, projectLimit, userLimit: Int32?
  /// The limits that hold.
  public let effective: MemoryLimits
  /// What the organization has set of consolidation.
  public let consolidation: ConsolidationSettings
  /// The policy that holds.
  public let effectiveConsolidation: ConsolidationPolicy
  /// Whether messages are embedded, as the organization has set it; `nil` where the deployment's holds.
  public let embedsMessages: Bool?
  /// Whether they are.
  public let effectiveEmbedsMessages: Bool
  /// What the organization has set of its models.
  public let llm: LLMSettings
  /// What holds of it.
  public let effectiveLLM: LLMSettings

  /// From the columns of `settings_get`, which begin at `column`.
  init(
    _ row: borrowing PostgresRow, from column: Int = 0, deployment: Deployment
  ) throws(PostgresError) {
    organizationLimit = try row.decodeOptional(column)
    projectLimit = try row.decodeOptional(column + 1)
    userLimit = try row.decodeOptional(column + 2)
    var limits = deployment.limits
    limits.organization = organizationLimit ?? limits.organization
    limits.project = projectLimit ?? limits.project
    limits.user = userLimit ?? limits.user
    effective = limits
    consolidation = try ConsolidationSettings(row, from: column + 3)
    effectiveConsolidation = consolidation.policy(of: deployment.consolidation)
    embedsMessages = try row.decodeOptional(column + 11)
    effectiveEmbedsMessages = embedsMessages ?? deployment.embedsMessages
    llm = try LLMSettings(row, from: column + 12)
    effectiveLLM = llm.effective(deployment.chat, embedding: deployment.embedding)
  }
}

/// What to change of an organization's settings; a limit of `nil` is the deployment's.
public struct SettingsChange: Sendable {
  let organizationLimit, projectLimit, userLimit: Change<Int32?>
  let consolidation: ConsolidationChange
  let embedsMessages: Change<Bool?>
  let llm: LLMSettingsChange

  /// Checks each value by itself.
  public init(
    organizationLimit: Change<Int32?>, projectLimit: Change<Int32?>, userLimit: Change<Int32?>,
    consolidation: ConsolidationChange = ConsolidationChange(),
    embedsMessages: Change<Bool?> = .keep,
    llm: LLMSettingsChange = LLMSettingsChange()
  ) throws(DomainError) {
    try Self.check(organizationLimit, field: "organization_memory_limit")
    try Self.check(projectLimit, field: "project_memory_limit")
    try Self.check(userLimit, field: "user_memory_limit")
    try consolidation.check()
    try llm.check()
    self.organizationLimit = organizationLimit
    self.projectLimit = projectLimit
    self.userLimit = userLimit
    self.consolidation = consolidation
    self.embedsMessages = embedsMessages
    self.llm = llm
  }

  private static func check(_ limit: Change<Int32?>, field: String) throws(DomainError) {
    guard let limit = limit.value, let limit, !MemoryLimits.range.contains(limit) else { return }
    throw RuleViolation(
      "must be 0, for the deployment's, or \(MemoryLimits.range.lowerBound) to "
        + "\(MemoryLimits.range.upperBound); it is \(limit)"
    ).at(field)
  }

  /// The parameters of `settings_update` after the organization and before those of the deployment.
  /// A key is encrypted with `masterKeys`.
  func parameters(
    _ masterKeys: MasterKeys?, of organization: OrganizationID
  ) throws -> [PostgresValue] {
    let columns =
      try [
        ChangedColumn("organization_memory_limit", organizationLimit) { .int4($0) },
        ChangedColumn("project_memory_limit", projectLimit) { .int4($0) },
        ChangedColumn("user_memory_limit", userLimit) { .int4($0) },
      ] + consolidation.columns + [
        ChangedColumn("embeds_messages", embedsMessages) { .bool($0) }
      ] + llm.columns(masterKeys, of: organization)
    return [.textArray(columns.filter(\.isSet).map(\.name))] + columns.map(\.value)
  }
}
