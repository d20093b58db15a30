import FoundationEssentials

/// A receipt as the database keeps it: a list for each field of its items. Encoding these one by one
/// would cost as much as finding them.
struct StoredReceipt: Codable {
  private let tokenBudget: Int32
  private let totalTokens: Int32
  private let appliedSeq: Int64
  private let stablePrefixHash: String
  private let usedEmbedding: Bool
  private let sections: [Int16]
  private let ids: [UUID]
  private let scores: [Double]
  private let tokens: [Int32]
  private let ranks: [Int32]
  /// 0 for what was in the context.
  private let reasons: [Int16]
  private let chunks: [Int32]
  private let omitted: [ContextReceipt.Omitted]

  init(_ content: ContextReceipt.Content) {
    tokenBudget = content.tokenBudget
    totalTokens = content.totalTokens
    appliedSeq = content.appliedSeq
    stablePrefixHash = content.stablePrefixHash
    usedEmbedding = content.usedEmbedding
    sections = content.items.map(\.section.rawValue)
    ids = content.items.map(\.id)
    scores = content.items.map(\.score)
    tokens = content.items.map(\.tokens)
    ranks = content.items.map(\.rank)
    reasons = content.items.map { $0.reason?.rawValue ?? 0 }
    chunks = content.items.map(\.chunk)
    omitted = content.omitted
  }

  /// `nil` when its lists do not belong together.
  var content: ContextReceipt.Content? {
    let counts = [scores.count, tokens.count, ranks.count, reasons.count, chunks.count, ids.count]
    guard counts.allSatisfy({ $0 == sections.count }) else { return nil }
    let items = sections.indices.compactMap(item)
    guard items.count == sections.count else { return nil }
    return ContextReceipt.Content(
      tokenBudget: tokenBudget, totalTokens: totalTokens, appliedSeq: appliedSeq,
      stablePrefixHash: stablePrefixHash, usedEmbedding: usedEmbedding, items: items,
      omitted: omitted)
  }

  private func item(_ place: Int) -> ContextReceipt.Item? {
    guard let section = ContextSection(rawValue: sections[place]) else { return nil }
    return ContextReceipt.Item(
      section: section, id: ids[place], score: scores[place], tokens: tokens[place],
      rank: ranks[place], reason: OmissionReason(rawValue: reasons[place]), chunk: chunks[place])
  }
}
