import Postgres

/// What to change of an organization's settings of consolidation; `nil` is the deployment's.
public struct ConsolidationChange: Sendable {
  public var isAutomatic = Change<Bool?>.keep
  public var messageThreshold = Change<Int32?>.keep
  public var tokenThreshold = Change<Int32?>.keep
  public var keepRecent = Change<Int32?>.keep
  public var idleSeconds = Change<Int32?>.keep
  public var summaryScope = Change<SummaryScope?>.keep
  public var retention = Change<MessageRetention?>.keep
  public var archiveDays = Change<Int32?>.keep

  /// None.
  public init() {}
}

extension ConsolidationChange {
  private typealias Policy = ConsolidationPolicy

  /// Checks each number by itself.
  func check() throws(DomainError) {
    try check(messageThreshold, Policy.messageThresholdRange, "message_threshold")
    try check(tokenThreshold, Policy.tokenThresholdRange, "token_threshold")
    try check(keepRecent, Policy.keepRecentRange, "keep_recent")
    try check(idleSeconds, Policy.idleSecondsRange, "idle_seconds")
    try check(archiveDays, Policy.archiveDaysRange, "archive_days")
  }

  private func check(
    _ change: Change<Int32?>, _ range: ClosedRange<Int32>, _ name: String
  ) throws(DomainError) {
    guard let value = change.value, let value, !range.contains(value) else { return }
    throw RuleViolation("must be \(range.lowerBound) to \(range.upperBound); it is \(value)")
      .at("consolidation.\(name)")
  }

  /// In the order of `settings_update`.
  var columns: [ChangedColumn] {
    [
      ChangedColumn("consolidates", isAutomatic) { .bool($0) },
      ChangedColumn("message_threshold", messageThreshold) { .int4($0) },
      ChangedColumn("token_threshold", tokenThreshold) { .int4($0) },
      ChangedColumn("keep_recent", keepRecent) { .int4($0) },
      ChangedColumn("idle_seconds", idleSeconds) { .int4($0) },
      ChangedColumn("summary_scope", summaryScope) { .int2($0?.rawValue) },
      ChangedColumn("retention", retention) { .int2($0?.rawValue) },
      ChangedColumn("archive_days", archiveDays) { .int4($0) },
    ]
  }

  /// The error for as many recent messages as make a conversation due, or more: it would be due
  /// again and again, with nothing to summarise.
  var keepsTooMany: DomainError {
    keepRecent.isSet
      ? RuleViolation("must be less than the message_threshold that holds")
        .at("consolidation.keep_recent")
      : RuleViolation("must be more than the keep_recent that holds")
        .at("consolidation.message_threshold")
  }
}
