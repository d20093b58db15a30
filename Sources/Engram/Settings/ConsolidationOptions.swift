import ArgumentParser
import Domain
import HTTPClient

/// When conversations are consolidated, and what becomes of their messages.
struct ConsolidationOptions: ParsableArguments {
  @Option(name: Settings.consolidation.name, help: Settings.consolidation.help)
  var consolidation: String?
  @Option(name: Settings.messageThreshold.name, help: Settings.messageThreshold.help)
  var messageThreshold: String?
  @Option(name: Settings.tokenThreshold.name, help: Settings.tokenThreshold.help)
  var tokenThreshold: String?
  @Option(name: Settings.keepRecent.name, help: Settings.keepRecent.help)
  var keepRecent: String?
  @Option(name: Settings.idleSeconds.name, help: Settings.idleSeconds.help)
  var idleSeconds: String?
  @Option(name: Settings.summaryScope.name, help: Settings.summaryScope.help)
  var summaryScope: String?
  @Option(name: Settings.messageRetention.name, help: Settings.messageRetention.help)
  var messageRetention: String?
  @Option(name: Settings.archiveDays.name, help: Settings.archiveDays.help)
  var archiveDays: String?

  func validate() throws { _ = try policy() }

  /// Consolidation by the model of `chat`, called as often as `rate` says.
  func settings(_ chat: ChatOptions, _ rate: LLMRateOptions) throws -> ConsolidationSetup {
    ConsolidationSetup(
      policy: try policy(), chat: try chat.setup(ChatOptions.client()),
      contextTokens: try chat.contextTokens(), calls: try rate.calls(), window: try rate.window())
  }

  /// What holds for organizations that have set nothing.
  private func policy() throws -> ConsolidationPolicy {
    typealias Policy = ConsolidationPolicy
    var policy = Policy()
    policy.isAutomatic =
      try choice(Settings.consolidation, consolidation, ["on": true, "off": false])
      ?? policy.isAutomatic
    policy.messageThreshold =
      try Settings.messageThreshold.number(messageThreshold, in: Policy.messageThresholdRange)
      ?? policy.messageThreshold
    policy.tokenThreshold =
      try Settings.tokenThreshold.number(tokenThreshold, in: Policy.tokenThresholdRange)
      ?? policy.tokenThreshold
    policy.keepRecent =
      try Settings.keepRecent.number(keepRecent, in: Policy.keepRecentRange) ?? policy.keepRecent
    policy.idleSeconds =
      try Settings.idleSeconds.number(idleSeconds, in: Policy.idleSecondsRange)
      ?? policy.idleSeconds
    policy.summaryScope =
      try choice(Settings.summaryScope, summaryScope, ["project": .project, "user": .user])
      ?? policy.summaryScope
    policy.retention =
      try choice(
        Settings.messageRetention, messageRetention, ["archive": .archive, "delete": .delete])
      ?? policy.retention
    policy.archiveDays = try Settings.archiveDays.number(archiveDays, in: Policy.archiveDaysRange)
    guard policy.keepRecent < policy.messageThreshold else {
      throw ValidationError(
        "--\(Settings.keepRecent.option) is \(policy.keepRecent); expected less than "
          + "--\(Settings.messageThreshold.option), which is \(policy.messageThreshold)")
    }
    return policy
  }

  private func choice<Value>(
    _ setting: Setting, _ value: String?, _ values: KeyValuePairs<String, Value>
  ) throws -> Value? {
    let names = values.map(\.key).joined(separator: " or ")
    return try setting.given(value)?.parse(expecting: names) { text in
      values.first { $0.key == text }?.value
    }
  }
}
