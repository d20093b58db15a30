import LLM
public import Logging
public import Postgres

/// Finds chunks of documents by words and by meaning.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct DocumentSearch: Sendable {
  private let lanes: PostgresLanes
  private let language: TextLanguage
  private let models: EmbeddingModels
  private let exactLimit: Int64
  private let logger: Logger

  /// A search on the service's lanes. Where a caller sees up to `exactLimit` chunks, all vectors are
  /// compared, whatever index there is.
  public init(
    lanes: PostgresLanes, language: TextLanguage, models: EmbeddingModels,
    exactLimit: Int64 = DocumentIndexes.standardLimit, logger: Logger
  ) {
    self.lanes = lanes
    self.language = language
    self.models = models
    self.exactLimit = exactLimit
    self.logger = logger
  }

  /// What of the documents that are seen from `view` fits the query best.
  ///
  /// Of each document one version is seen. A provider that fails, or is slow, costs the meaning, not
  /// the search.
  public func search(
    _ query: DocumentQuery, from view: MemoryView, in scope: RequestScope
  ) async throws -> DocumentFindings {
    let model = models.active
    let vector = await model?.vector(of: query.text, in: scope, logger: logger)
    let chunks = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.search,
        [scope.organization] + view.parameters
          + [language.parameter, .text(SearchText.query(query.text))] + query.filters
          + [
            .int2(model?.deployed.id ?? 0), .float4Array(vector ?? []), .float8(model?.weight ?? 0),
            .int4(query.limit), .int8(PageBudget.bytes), .int8(exactLimit),
          ]
      ) { row in try FoundChunk(row) })
    return DocumentFindings(chunks: chunks, usedEmbedding: vector != nil)
  }
}
