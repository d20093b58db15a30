import Postgres

/// What is set for an organization.
public struct OrganizationSettings: Sendable, Hashable {
  /// The organization's own limits of memories; `nil` where the deployment's holds.
  public let organizationLimit, projectLimit, userLimit: Int32?
  /// The limits that hold.
  public let effective: MemoryLimits

  /// From the columns of `settings_get`.
  init(_ row: borrowing PostgresRow, deployment: MemoryLimits) throws(PostgresError) {
    organizationLimit = try row.decodeOptional(0)
    projectLimit = try row.decodeOptional(1)
    userLimit = try row.decodeOptional(2)
    var limits = deployment
    limits.organization = organizationLimit ?? limits.organization
    limits.project = projectLimit ?? limits.project
    limits.user = userLimit ?? limits.user
    effective = limits
  }
}

/// What to change of an organization's settings; a limit of `nil` is the deployment's.
public struct SettingsChange: Sendable {
  let organizationLimit, projectLimit, userLimit: Change<Int32?>

  /// Checks the limits.
  public init(
    organizationLimit: Change<Int32?>, projectLimit: Change<Int32?>, userLimit: Change<Int32?>
  ) throws(DomainError) {
    try Self.check(organizationLimit, field: "organization_memory_limit")
    try Self.check(projectLimit, field: "project_memory_limit")
    try Self.check(userLimit, field: "user_memory_limit")
    self.organizationLimit = organizationLimit
    self.projectLimit = projectLimit
    self.userLimit = userLimit
  }

  private static func check(_ limit: Change<Int32?>, field: String) throws(DomainError) {
    guard let limit = limit.value, let limit, !MemoryLimits.range.contains(limit) else { return }
    throw RuleViolation(
      "must be 0, for the deployment's, or \(MemoryLimits.range.lowerBound) to "
        + "\(MemoryLimits.range.upperBound); it is \(limit)"
    ).at(field)
  }

  var parameters: [PostgresValue] {
    [organizationLimit, projectLimit, userLimit].flatMap { limit in
      [PostgresValue.bool(limit.isSet), .int4(limit.value ?? nil)]
    }
  }
}
