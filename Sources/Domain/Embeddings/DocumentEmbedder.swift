import FoundationEssentials
import LLM
public import Postgres

/// Gives the chunks of documents the embeddings that they lack, of every model in use.
public struct DocumentEmbedder: SubjectEmbedder {
  /// A chunk, by what the database calls it.
  private struct Place: Sendable {
    let organization: String
    let document: UUID
    let version: Int64
    let ordinal: Int32
  }

  /// The most chunks of one turn: a large document takes many, between which others have theirs.
  private static let maxChunks = 512
  /// Refused requests of one turn after which it is not single texts that are refused.
  private static let maxRefusals = 20
  /// What is embedded in place of a chunk that is blank, which providers refuse.
  private static let blankText = "-"

  public let kind = JobSubjectKind.document

  private let lanes: PostgresLanes
  private let models: EmbeddingModels

  /// An embedder on the system role's lanes.
  public init(lanes: PostgresLanes, models: EmbeddingModels) {
    self.lanes = lanes
    self.models = models
  }

  public func embed(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> Set<EmbeddingSubject> {
    let missing = try await missing(subjects, deadline: deadline)
    var refusals: [LLMError] = []
    try await embed(missing[...], &refusals, deadline: deadline)
    if let refusal = refusals.first { throw refusal }
    return missing.count < Self.maxChunks ? [] : Set(subjects)
  }

  /// Where a text is refused, each half by itself, so that the others do not wait for it.
  private func embed(
    _ missing: ArraySlice<MissingText<Place>>, _ refusals: inout [LLMError],
    deadline: ContinuousClock.Instant?
  ) async throws {
    do {
      try await TextEmbedder(models: models).embed(Array(missing), deadline: deadline) {
        vectors, places, model in
        try await write(vectors, at: places, model, deadline: deadline)
      }
    } catch let error as LLMError where error.code == .inputRefused {
      refusals.append(error)
      guard missing.count > 1, refusals.count < Self.maxRefusals else { return }
      let middle = missing.startIndex + missing.count / 2
      try await embed(missing[..<middle], &refusals, deadline: deadline)
      try await embed(missing[middle...], &refusals, deadline: deadline)
    }
  }

  /// Waits for those who are putting the documents: they may rely on the job that is being done here.
  private func missing(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> [MissingText<Place>] {
    let parameters: [PostgresValue] = [
      .textArray(subjects.map(\.organization)), .uuidArray(subjects.map(\.id)),
    ]
    let (_, rows) = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(DocumentStatements.lock, parameters),
      Query(
        EmbeddingModelStatements.missingChunks,
        parameters + [.int4(Int32(clamping: Self.maxChunks))]
      ) { row in
        let place = Place(
          organization: try row.decode(0), document: try row.decode(1), version: try row.decode(2),
          ordinal: try row.decode(3))
        return MissingText(
          organization: place.organization, modelID: try row.decode(4),
          text: Self.text(
            title: try row.decode(5), heading: try row.decode(6), content: try row.decode(7)),
          place: place)
      })
    return rows
  }

  /// A chunk with what it is from: by itself it may not say what it is about.
  private static func text(title: String, heading: String, content: String) -> String {
    let text = [title, heading, content].filter { !$0.isEmpty }.joined(separator: "\n")
    return text.allSatisfy(\.isWhitespace) ? blankText : text
  }

  private func write(
    _ vectors: [[Float]], at places: [Place], _ model: EmbeddingModels.Ready,
    deadline: ContinuousClock.Instant?
  ) async throws {
    let documents: [PostgresValue] = [
      .textArray(places.map(\.organization)), .uuidArray(places.map(\.document)),
    ]
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(DocumentStatements.lock, documents),
      Query(
        EmbeddingModelStatements.writeChunks,
        documents + [
          .int8Array(places.map(\.version)), .int4Array(places.map(\.ordinal)),
          .int2(model.deployed.id),
          .int4(Int32(clamping: model.deployed.settings.model.dimensions)),
          .float4Array(Array(vectors.joined())),
        ]))
  }
}
