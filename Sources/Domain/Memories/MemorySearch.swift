import FoundationEssentials
public import Logging
public import Postgres

/// Finds memories by words and by meaning.
///
/// It ranks copies of the scopes that the caller sees; one statement then says whether they are
/// complete and gives the memories themselves.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MemorySearch: Sendable {
  /// How often copies are ranked: as they are, once loaded, and when something was deleted or expired
  /// meanwhile.
  private static let maxAttempts = 4

  private let lanes: PostgresLanes
  private let words: QueryWords
  private let models: EmbeddingModels
  private let copies: ScopeCopies
  let clock = DatabaseClock()
  private let logger: Logger

  /// A search on the service's lanes.
  public init(
    lanes: PostgresLanes, words: QueryWords, models: EmbeddingModels, copies: ScopeCopies,
    logger: Logger
  ) {
    self.lanes = lanes
    self.words = words
    self.models = models
    self.copies = copies
    self.logger = logger
  }

  /// What of the memories that are seen from `view` fits the query best.
  ///
  /// What was acknowledged before the search began, by whatever process, is seen. A provider that
  /// fails, or is slow, costs the meaning, not the search.
  public func search(
    _ query: MemoryQuery, from view: MemoryView, vector known: QueryVector = .asked,
    in scope: RequestScope
  ) async throws -> MemoryFindings {
    let model = models.active(for: scope.organizationID.text)
    async let vector = known.vector(of: query.text, by: model, in: scope, logger: logger)
    let words = try await words.words(of: query.text, in: scope)
    let meaning = await vector.map {
      QueryMeaning(vector: $0, weight: model?.weight ?? 0)
    }
    var scopes = ScopesInSearch(view, model: model?.deployed, copies: copies, in: scope)
    for _ in 0..<Self.maxAttempts {
      let moment = clock.now
      let ranked = try await rank(query, words, meaning, scopes, at: moment, in: scope)
      let answer = try await fetch(ranked, scopes, in: scope)
      clock.hear(answer.moment)
      if let memories = answer.memories, holds(moment, until: answer.moment, scopes) {
        return MemoryFindings(
          memories: Array(joined(memories, with: ranked).prefix(Int(query.limit))),
          usedEmbedding: meaning != nil)
      }
      try await scopes.refresh(after: answer)
    }
    throw DomainError.aborted(.memory)
  }

  /// Whether what was ranked as of `moment` had all that there was when it was read.
  private func holds(_ moment: Moment, until other: Moment, _ scopes: ScopesInSearch) -> Bool {
    let passed = other.microsecondsSinceUnixEpoch - moment.microsecondsSinceUnixEpoch
    return (0...MemoryRanking.readingTime).contains(passed)
      || !scopes.expire(between: moment, and: other)
  }

  private func rank(
    _ query: MemoryQuery, _ words: [[UInt8]], _ meaning: QueryMeaning?,
    _ scopes: ScopesInSearch, at moment: Moment, in scope: RequestScope
  ) async throws -> [RankedMemory] {
    let containing = try await containing(query.metadata, scopes, in: scope)
    let (copies, project) = (scopes.copies, scopes.project)
    // Other calls wait for the thread that a call is on.
    return await withTaskExecutorPreference(globalConcurrentExecutor) {
      let ranking = MemoryRanking(
        copies, for: query, containing: containing, in: project, at: moment)
      return ranking.best(Int(query.limit), words: words, meaning: meaning)
    }
  }

  /// Which memories contain `metadata`; `nil` when all will do.
  private func containing(
    _ metadata: MetadataObject?, _ scopes: ScopesInSearch, in scope: RequestScope
  ) async throws -> Set<UUID>? {
    guard let metadata else { return nil }
    return Set(
      try await lanes.run(
        scope.unit(isIdempotent: true),
        Query(
          MemoryStatements.searchMetadata,
          [scope.organization, .textArray(scopes.keys), .jsonb(metadata.json)]
        ) { row in try row.decode(0, as: UUID.self) }))
  }

  private func fetch(
    _ ranked: [RankedMemory], _ scopes: ScopesInSearch, in scope: RequestScope
  ) async throws -> SearchAnswer {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MemoryStatements.search,
        [scope.organization] + scopes.parameters + [
          .uuidArray(ranked.map(\.id)), .boolArray(ranked.map(\.isEmbedded)),
          .int8(PageBudget.bytes), .int2(scopes.modelID),
        ]
      ) { row in try SearchAnswer.Row(row) })
    return try SearchAnswer(rows)
  }

  /// Both are in the same order, but some that were ranked may be gone.
  private func joined(_ memories: [Memory], with ranked: [RankedMemory]) -> [FoundMemory] {
    var found: [FoundMemory] = []
    var rest = memories[...]
    for ranking in ranked where rest.first?.id.uuid == ranking.id {
      found.append(FoundMemory(rest.removeFirst(), ranking))
    }
    return found
  }
}
