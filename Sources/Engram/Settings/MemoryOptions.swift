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
    let range = MemoryLimits.range
    limits.organization =
      try Settings.organizationMemories.number(organizationMemoryLimit, in: range)
      ?? limits.organization
    limits.project =
      try Settings.projectMemories.number(projectMemoryLimit, in: range) ?? limits.project
    limits.user = try Settings.userMemories.number(userMemoryLimit, in: range) ?? limits.user
    return limits
  }
}
