/// A memory that was found, and why it stands where it does.
public struct FoundMemory: Sendable {
  public let memory: Memory
  /// Sum of the two scores, times the three weights.
  public var score: Double { ranking.score }
  /// Its place among those with words of the query, from 1; `nil` when it is not of the first 100.
  public var wordRank: Int64? { ranking.wordRank }
  /// Its place among the nearest, from 1; `nil` when it is not of the first 100.
  public var vectorRank: Int64? { ranking.vectorRank }
  public var wordScore: Double { ranking.wordScore }
  public var vectorScore: Double { ranking.vectorScore }
  public var leadWeight: Double { ranking.leadWeight }
  public var importanceWeight: Double { ranking.importanceWeight }
  public var recencyWeight: Double { ranking.recencyWeight }

  private let ranking: RankedMemory

  init(_ memory: Memory, _ ranking: RankedMemory) {
    self.memory = memory
    self.ranking = ranking
  }
}

/// What a search found.
public struct MemoryFindings: Sendable {
  /// The best first.
  public let memories: [FoundMemory]
  /// Whether meaning was looked at; else the query's embedding could not be had in time.
  public let usedEmbedding: Bool
}
