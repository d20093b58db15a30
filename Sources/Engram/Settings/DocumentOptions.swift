import ArgumentParser
import Domain

/// How documents are cut into chunks.
struct DocumentOptions: ParsableArguments {
  @Option(name: Settings.chunkTokens.name, help: Settings.chunkTokens.help)
  var chunkTokens: String?
  @Option(name: Settings.chunkOverlap.name, help: Settings.chunkOverlap.help)
  var chunkOverlap: String?

  func validate() throws { _ = try rules() }

  func rules() throws -> ChunkRules {
    var rules = ChunkRules()
    rules.maxTokens =
      try Settings.chunkTokens.number(chunkTokens, in: ChunkRules.tokenRange) ?? rules.maxTokens
    rules.overlapTokens =
      try Settings.chunkOverlap.number(chunkOverlap, in: 0...(rules.maxTokens / 2))
      ?? min(rules.overlapTokens, rules.maxTokens / 2)
    return rules
  }
}
