import ArgumentParser
import Domain

/// How many memories there may be, and how their words are told apart.
struct MemoryOptions: ParsableArguments {
  @Option(name: Settings.textLanguage.name, help: Settings.textLanguage.help)
  var textLanguage: String?
  @Option(name: Settings.organizationMemories.name, help: Settings.organizationMemories.help)
  var organizationMemoryLimit: String?
  @Option(name: Settings.projectMemories.name, help: Settings.projectMemories.help)
  var projectMemoryLimit: String?
  @Option(name: Settings.userMemories.name, help: Settings.userMemories.help)
  var userMemoryLimit: String?

  func validate() throws {
    _ = try language()
    _ = try limits()
  }

  func language() throws -> TextLanguage {
    try Settings.textLanguage.given(textLanguage)?.parse(
      expecting: "a text search configuration, such as english"
    ) { try? TextLanguage($0) } ?? .english
  }

  func limits() throws -> MemoryLimits {
    var limits = MemoryLimits()
    limits.organization =
      try limit(Settings.organizationMemories, organizationMemoryLimit) ?? limits.organization
    limits.project = try limit(Settings.projectMemories, projectMemoryLimit) ?? limits.project
    limits.user = try limit(Settings.userMemories, userMemoryLimit) ?? limits.user
    return limits
  }

  private func limit(_ setting: Setting, _ value: String?) throws -> Int32? {
    let range = MemoryLimits.range
    return try setting.given(value)?.parse(
      expecting: "a number from \(range.lowerBound) to \(range.upperBound)"
    ) { text -> Int32? in Int32(text).flatMap { range.contains($0) ? $0 : nil } }
  }
}
