import Postgres

/// A memory that was found, and why it stands where it does.
public struct FoundMemory: Sendable {
  public let memory: Memory
  /// Sum of the two scores, times the three weights.
  public let score: Double
  /// Its place among those with words of the query, from 1; `nil` when it is not of the first 100.
  public let wordRank: Int64?
  /// Its place among the nearest, from 1; `nil` when it is not of the first 100.
  public let vectorRank: Int64?
  public let wordScore, vectorScore: Double
  public let leadWeight, importanceWeight, recencyWeight: Double

  /// From the columns of `memory_search`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    memory = try Memory(row)
    let next = Memory.columnCount
    score = try row.decode(next)
    wordRank = try row.decodeOptional(next + 1)
    vectorRank = try row.decodeOptional(next + 2)
    wordScore = try row.decode(next + 3)
    vectorScore = try row.decode(next + 4)
    leadWeight = try row.decode(next + 5)
    importanceWeight = try row.decode(next + 6)
    recencyWeight = try row.decode(next + 7)
  }
}

/// What a search found.
public struct MemoryFindings: Sendable {
  /// The best first.
  public let memories: [FoundMemory]
  /// Whether meaning was looked at; else the query's embedding could not be had in time.
  public let usedEmbedding: Bool
}
