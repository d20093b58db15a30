import Domain
import Wire

/// The domain's results about consolidations, as replies.

extension EngramV1.Consolidation {
  init(_ consolidation: Consolidation) {
    self.init(
      consolidationID: consolidation.id.text,
      level: Int32(consolidation.level),
      fromSeq: consolidation.messages.lowerBound,
      toSeq: consolidation.messages.upperBound,
      content: consolidation.content,
      tokenCount: consolidation.tokenCount,
      messageTokens: consolidation.messageTokens,
      model: consolidation.model,
      inputTokens: consolidation.inputTokens,
      outputTokens: consolidation.outputTokens,
      factRatio: consolidation.factRatio,
      createdAt: .init(consolidation.createdAt),
      replacedBy: consolidation.replacedBy?.text ?? "",
      erasedAt: consolidation.erasedAt.map { .init($0) })
  }
}

extension EngramV1.ConsolidateConversationResponse {
  init(_ progress: ConsolidationStore.Progress) {
    self.init(
      targetSeq: progress.targetSeq,
      consolidatedSeq: progress.consolidatedSeq,
      activeMessageCount: progress.activeMessageCount,
      isDone: progress.isDone)
  }
}

extension EngramV1.UndoConsolidationResponse {
  init(_ undone: ConsolidationStore.Undone) {
    self.init(
      fromSeq: undone.messages.lowerBound,
      toSeq: undone.messages.upperBound,
      deletedMemoryCount: undone.memoryCount)
  }
}

extension EngramV1.VerifyCoverageResponse {
  init(_ coverage: Coverage) {
    self.init(
      messageCount: coverage.messageCount,
      consolidatedSeq: coverage.consolidatedSeq,
      summaryCount: coverage.summaryCount,
      missingMessages: coverage.missingMessages,
      uncoveredMessages: coverage.uncoveredMessages,
      repeatedMessages: coverage.repeatedMessages,
      firstFaultSeq: coverage.firstFault ?? 0,
      isComplete: coverage.isComplete)
  }
}

extension EngramV1.ConsolidationSettings {
  init(_ settings: ConsolidationSettings) {
    self.init(
      automatic: .init(settings.isAutomatic),
      messageThreshold: settings.messageThreshold ?? 0,
      tokenThreshold: settings.tokenThreshold ?? 0,
      keepRecentSetting: settings.keepRecent.map { .keepRecent($0) },
      idleSeconds: settings.idleSeconds ?? 0,
      summaryScope: .init(settings.summaryScope),
      retention: .init(settings.retention),
      archiveDays: settings.archiveDays ?? 0)
  }

  init(_ policy: ConsolidationPolicy) {
    self.init(
      automatic: .init(policy.isAutomatic),
      messageThreshold: policy.messageThreshold,
      tokenThreshold: policy.tokenThreshold,
      keepRecentSetting: .keepRecent(policy.keepRecent),
      idleSeconds: policy.idleSeconds,
      summaryScope: .init(policy.summaryScope),
      retention: .init(policy.retention),
      archiveDays: policy.archiveDays ?? 0)
  }
}

extension EngramV1.AutomaticConsolidation {
  fileprivate init(_ isAutomatic: Bool?) {
    self =
      switch isAutomatic {
      case nil: .unspecified
      case true?: .on
      case false?: .off
      }
  }
}

extension EngramV1.SummaryScope {
  fileprivate init(_ scope: SummaryScope?) {
    self =
      switch scope {
      case nil: .unspecified
      case .project: .project
      case .user: .user
      }
  }
}

extension EngramV1.MessageRetention {
  fileprivate init(_ retention: MessageRetention?) {
    self =
      switch retention {
      case nil: .unspecified
      case .archive: .archive
      case .delete: .delete
      }
  }
}
