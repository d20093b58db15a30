import Postgres

/// Stores memories where no more is to be done than to add them, which costs far less than to find
/// out what else there might be: most stores are like that.
struct MemoryAdder: Sendable {
  private let models: EmbeddingModels
  private let adds: GroupCommit<AddPart, AddedRow>

  init(
    on lanes: PostgresLanes, models: EmbeddingModels, limits: MemoryLimits, language: TextLanguage
  ) {
    self.models = models
    adds = GroupCommit(MemoryStatements.add.name, on: lanes) { parts in
      AddPart.queries(parts, limits: limits, language: language)
    }
  }

  /// Whether a store made now would probably find room among those that wait.
  var takesStores: Bool { adds.takesParts }

  /// Adds the memories of `part`, and their embeddings where those are computed here; `nil` when
  /// there is more to it, and nothing was done. `isQueued`: some are to be embedded by jobs.
  func add(
    _ part: StorePart, in scope: RequestScope
  ) async throws -> (added: [StoredMemory], isQueued: Bool)? {
    guard let add = await AddPart(part, models: models) else { return nil }
    let rows = try await run(add)
    guard rows.count == part.memories.count else { return nil }
    let added = zip(part.memories, rows).map { memory, row in
      StoredMemory(memory: row.memory(memory), outcome: .added, evictedCount: 0)
    }
    return (added, rows.contains(where: \.isQueued))
  }

  private func run(_ part: AddPart) async throws -> [AddedRow] {
    do {
      return try await adds.run(part, on: part.organization)
    } catch let error as PostgresError where error.constraint == "memories_pkey" {
      // A store to another scope took one of the ids meanwhile.
      return []
    }
  }
}
