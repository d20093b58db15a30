import FoundationEssentials

/// A memory that fits a query, and why it stands where it does.
struct RankedMemory: Sendable {
  let id: UUID
  let isEmbedded: Bool
  /// Whether it may have expired when it is read.
  let expiresSoon: Bool
  let wordRank, vectorRank: Int64?
  let wordScore, vectorScore: Double
  let leadWeight, importanceWeight, recencyWeight: Double
  let score: Double
}
