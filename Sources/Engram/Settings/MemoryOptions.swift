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
  @Option(name: Settings.searchCache.name, help: Settings.searchCache.help)
  var searchCache: String?
  @Option(name: Settings.embedMessages.name, help: Settings.embedMessages.help)
  var embedMessages: String?

  func validate() throws {
    _ = try language()
    _ = try limits()
    _ = try copyBytes()
    _ = try embedsMessages()
  }

  func embedsMessages() throws -> Bool {
    try Settings.embedMessages.given(embedMessages)?.parse(expecting: "on or off") {
      text -> Bool? in
      ["on": true, "off": false][text]
    } ?? false
  }

  func copyBytes() throws -> Int {
    let mebibytes = try Settings.searchCache.given(searchCache)?.parse(
      expecting: "a number from 0 to 65536"
    ) { text -> Int? in Int(text).flatMap { (0...65_536).contains($0) ? $0 : nil } }
    return mebibytes.map { $0 << 20 } ?? ScopeCopies.standardBytes
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
