import Postgres

/// What an organization has set of its consolidation; `nil` where the deployment's holds.
public struct ConsolidationSettings: Sendable, Hashable {
  public let isAutomatic: Bool?
  public let messageThreshold, tokenThreshold, keepRecent, idleSeconds: Int32?
  public let summaryScope: SummaryScope?
  public let retention: MessageRetention?
  public let archiveDays: Int32?

  /// From the columns of `settings_get`, of which these begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int) throws(PostgresError) {
    isAutomatic = try row.decodeOptional(column)
    messageThreshold = try row.decodeOptional(column + 1)
    tokenThreshold = try row.decodeOptional(column + 2)
    keepRecent = try row.decodeOptional(column + 3)
    idleSeconds = try row.decodeOptional(column + 4)
    summaryScope = try row.decodeOptional(column + 5, as: Int16.self)
      .flatMap(SummaryScope.init(rawValue:))
    retention = try row.decodeOptional(column + 6, as: Int16.self)
      .flatMap(MessageRetention.init(rawValue:))
    archiveDays = try row.decodeOptional(column + 7)
  }

  /// The policy that holds.
  func policy(of deployment: ConsolidationPolicy) -> ConsolidationPolicy {
    var policy = deployment
    policy.isAutomatic = isAutomatic ?? policy.isAutomatic
    policy.messageThreshold = messageThreshold ?? policy.messageThreshold
    policy.tokenThreshold = tokenThreshold ?? policy.tokenThreshold
    policy.keepRecent = keepRecent ?? policy.keepRecent
    policy.idleSeconds = idleSeconds ?? policy.idleSeconds
    policy.summaryScope = summaryScope ?? policy.summaryScope
    policy.retention = retention ?? policy.retention
    policy.archiveDays = archiveDays ?? policy.archiveDays
    return policy
  }
}
