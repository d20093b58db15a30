import FoundationEssentials
import LLM
public import Logging
public import Postgres

/// Finds memories by words and by meaning.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MemorySearch: Sendable {
  /// How long a query's embedding may take before the words alone decide.
  private static let embeddingTimeout = Duration.seconds(3)

  private let lanes: PostgresLanes
  private let language: TextLanguage
  private let models: EmbeddingModels
  private let logger: Logger

  /// A search on the service's lanes.
  public init(
    lanes: PostgresLanes, language: TextLanguage, models: EmbeddingModels, logger: Logger
  ) {
    self.lanes = lanes
    self.language = language
    self.models = models
    self.logger = logger
  }

  /// What of the memories that are seen from `view` fits the query best.
  ///
  /// Words are looked for while the query is embedded. A provider that fails, or is slow, costs the
  /// meaning, not the search.
  public func search(
    _ query: MemoryQuery, from view: MemoryView, in scope: RequestScope
  ) async throws -> MemoryFindings {
    let common =
      [scope.organization] + view.parameters
      + [language.parameter, .text(SearchText.query(query.text))] + query.filters
    async let vector = embedding(of: query.text, in: scope)
    let words = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(MemoryStatements.searchWords, common) { row in
        (id: try row.decode(0, as: UUID.self), score: try row.decode(1, as: Double.self))
      })
    let embedded = await vector
    let memories = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MemoryStatements.search,
        common + [
          .bool(query.isFiltered), .uuidArray(words.map(\.id)), .float8Array(words.map(\.score)),
          .int2(embedded?.modelID ?? 0), .float4Array(embedded?.vector ?? []),
          .float8(embedded?.weight ?? 0), .int4(query.limit),
          .int8(PageBudget.bytes),
        ]
      ) { row in try FoundMemory(row) })
    return MemoryFindings(memories: memories, usedEmbedding: embedded != nil)
  }

  private struct Embedded: Sendable {
    let modelID: Int16
    let vector: [Float]
    /// How much meaning counts, where the words count 1.
    let weight: Double
  }

  /// `nil` when it can't be had.
  private func embedding(of text: String, in scope: RequestScope) async -> Embedded? {
    guard let model = models.active else { return nil }
    let timeout = ContinuousClock.now + Self.embeddingTimeout
    do {
      let vectors = try await model.embeddings.embed(
        [CachedEmbeddings.Text(text, organization: scope.organizationID.text)],
        deadline: min(scope.deadline ?? timeout, timeout))
      guard let vector = vectors.first else { return nil }
      return Embedded(modelID: model.deployed.id, vector: vector, weight: model.weight)
    } catch {
      logger.warning(
        "a query could not be embedded; searching by words alone",
        metadata: ["error": "\(error)"])
      return nil
    }
  }
}
