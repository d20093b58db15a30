import Domain
import Wire

/// Settings of consolidation, read into the domain's terms.

extension EngramV1.ConsolidationSettings {
  /// What a mask may name of a request's `consolidation`.
  static let fields = [
    "automatic", "message_threshold", "token_threshold", "keep_recent", "idle_seconds",
    "summary_scope", "retention", "archive_days",
  ].map { "consolidation." + $0 }

  /// What the mask names, by itself or with the whole of `consolidation`.
  func change(_ mask: MaskedFields) throws(DomainError) -> ConsolidationChange {
    var change = ConsolidationChange()
    change.isAutomatic = try mask.change("consolidation.automatic") { () throws(DomainError) in
      try field("consolidation.automatic", isAutomatic)
    }
    change.messageThreshold = try mask.change("consolidation.message_threshold") {
      messageThreshold.orDeployment
    }
    change.tokenThreshold = try mask.change("consolidation.token_threshold") {
      tokenThreshold.orDeployment
    }
    change.keepRecent = try mask.change("consolidation.keep_recent") { keepRecent }
    change.idleSeconds = try mask.change("consolidation.idle_seconds") {
      idleSeconds.orDeployment
    }
    change.summaryScope = try mask.change("consolidation.summary_scope") {
      () throws(DomainError) in
      try field("consolidation.summary_scope", SummaryScope.given(summaryScope))
    }
    change.retention = try mask.change("consolidation.retention") { () throws(DomainError) in
      try field("consolidation.retention", MessageRetention.given(retention))
    }
    change.archiveDays = try mask.change("consolidation.archive_days") {
      archiveDays.orDeployment
    }
    return change
  }

  private var isAutomatic: Bool? {
    get throws(RuleViolation) {
      switch automatic {
      case .unspecified: return nil
      case .on: return true
      case .off: return false
      case .unrecognized:
        throw RuleViolation(
          "must be AUTOMATIC_CONSOLIDATION_ON, AUTOMATIC_CONSOLIDATION_OFF or unspecified")
      }
    }
  }

  private var keepRecent: Int32? {
    switch keepRecentSetting {
    case .keepRecent(let count): count
    case nil: nil
    }
  }
}

extension SummaryScope {
  fileprivate static func given(
    _ scope: EngramV1.SummaryScope
  ) throws(RuleViolation) -> SummaryScope? {
    switch scope {
    case .unspecified: return nil
    case .project: return .project
    case .user: return .user
    case .unrecognized:
      throw RuleViolation("must be SUMMARY_SCOPE_PROJECT, SUMMARY_SCOPE_USER or unspecified")
    }
  }
}

extension MessageRetention {
  fileprivate static func given(
    _ retention: EngramV1.MessageRetention
  ) throws(RuleViolation) -> MessageRetention? {
    switch retention {
    case .unspecified: return nil
    case .archive: return .archive
    case .delete: return .delete
    case .unrecognized:
      throw RuleViolation(
        "must be MESSAGE_RETENTION_ARCHIVE, MESSAGE_RETENTION_DELETE or unspecified")
    }
  }
}
