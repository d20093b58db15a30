import LLM
public import Logging
public import Postgres

/// Finds chunks of documents by words and by meaning.
///
/// It ranks copies of the documents that the caller sees where these are there, and else has the
/// database do so; both ways find the same.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct DocumentSearch: Sendable {
  /// How often copies are ranked, when documents are replaced or deleted meanwhile.
  private static let maxAttempts = 3

  private let lanes: PostgresLanes
  private let words: QueryWords
  private let models: EmbeddingModels
  private let copies: DocumentCopies
  private let exactLimit: Int64
  private let logger: Logger

  /// A search on the service's lanes. Where a caller sees up to `exactLimit` chunks, the database
  /// compares all vectors, whatever index there is.
  public init(
    lanes: PostgresLanes, words: QueryWords, models: EmbeddingModels, copies: DocumentCopies,
    exactLimit: Int64 = DocumentIndexes.standardLimit, logger: Logger
  ) {
    self.lanes = lanes
    self.words = words
    self.models = models
    self.copies = copies
    self.exactLimit = exactLimit
    self.logger = logger
  }

  /// What of the documents that are seen from `view` fits the query best.
  ///
  /// Of each document one version is seen. A provider that fails, or is slow, costs the meaning, not
  /// the search.
  public func search(
    _ query: DocumentQuery, from view: MemoryView, vector known: QueryVector = .asked,
    in scope: RequestScope
  ) async throws -> DocumentFindings {
    let model = models.active(for: scope.organizationID.text)
    async let vector = known.vector(of: query.text, by: model, in: scope, logger: logger)
    let words = try await words.words(of: query.text, in: scope)
    let meaning = await vector.map {
      QueryMeaning(vector: $0, weight: model?.weight ?? 0)
    }
    let found =
      if let found = try await searchCopies(query, words, meaning, view, model, in: scope) {
        found
      } else {
        try await searchDatabase(query, meaning, view, model, in: scope)
      }
    return DocumentFindings(chunks: found, usedEmbedding: meaning != nil)
  }

  // MARK: In copies

  /// `nil` when there are no copies of all documents.
  private func searchCopies(
    _ query: DocumentQuery, _ words: [[UInt8]], _ meaning: QueryMeaning?,
    _ view: MemoryView, _ model: EmbeddingModels.Ready?, in scope: RequestScope
  ) async throws -> [FoundChunk]? {
    let kind = DocumentCopies.Kind(
      organization: scope.organizationID.text, model: model?.deployed.id ?? 0,
      dimensions: model?.deployed.settings.model.dimensions ?? 0)
    for _ in 0..<Self.maxAttempts where copies.areKept {
      let states = try await states(query, view, kind, in: scope)
      if states.isEmpty { return [] }
      guard copies.takes(states, kind), let copies = copies.copies(of: states, kind) else {
        return nil
      }
      // Other calls wait for the thread that a call is on.
      let ranked = await withTaskExecutorPreference(globalConcurrentExecutor) {
        DocumentRanking(states, copies).best(Int(query.limit), words: words, meaning: meaning)
      }
      if let chunks = try await fetch(ranked, in: scope) { return chunks }
    }
    return nil
  }

  private func states(
    _ query: DocumentQuery, _ view: MemoryView, _ kind: DocumentCopies.Kind,
    in scope: RequestScope
  ) async throws -> [DocumentState] {
    try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.searchState,
        [scope.organization] + view.parameters + query.filters
          + [.int2(kind.model), .int4(DocumentCopies.maxDocuments)]
      ) { row in try DocumentState(row) })
  }

  /// `nil` when a document was replaced or deleted meanwhile.
  private func fetch(
    _ ranked: [RankedChunk], in scope: RequestScope
  ) async throws -> [FoundChunk]? {
    if ranked.isEmpty { return [] }
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.found,
        [
          scope.organization, .uuidArray(ranked.map(\.document.id)),
          .int8Array(ranked.map(\.document.version)),
          .timestamptzArray(ranked.map(\.document.updatedAt.timestamp)),
          .int4Array(ranked.map(\.ordinal)), .int8(PageBudget.bytes),
        ]
      ) { row in
        let place = Int(try row.decode(10, as: Int64.self)) - 1
        return (
          chunk: ranked.indices.contains(place) ? try FoundChunk(row, ranked[place]) : nil,
          areAllThere: try row.decode(11, as: Bool.self)
        )
      })
    return rows.first?.areAllThere == true ? rows.compactMap(\.chunk) : nil
  }

  // MARK: In the database

  private func searchDatabase(
    _ query: DocumentQuery, _ meaning: QueryMeaning?, _ view: MemoryView,
    _ model: EmbeddingModels.Ready?, in scope: RequestScope
  ) async throws -> [FoundChunk] {
    try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.search,
        [scope.organization] + view.parameters
          + [words.language.parameter, .text(SearchText.query(query.text))] + query.filters
          + [
            .int2(model?.deployed.id ?? 0), .float4Array(meaning?.vector ?? []),
            .float8(meaning?.weight ?? 0),
            .int4(query.limit), .int8(PageBudget.bytes), .int8(exactLimit),
          ]
      ) { row in try FoundChunk(row) })
  }
}
