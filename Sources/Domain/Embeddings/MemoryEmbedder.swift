import FoundationEssentials
import LLM
public import Logging
public import Postgres

/// Gives memories the embeddings that they lack, of every model in use.
public struct MemoryEmbedder: SubjectEmbedder {
  /// Which text of which memory was embedded.
  private struct Place: Sendable {
    let subject: EmbeddingSubject
    let contentHash: [UInt8]
  }

  /// How often it looks for what is missing.
  private static let maxRounds = 5
  /// What is left of a call's time to say that its memories are stored.
  private static let replyTime = Duration.milliseconds(250)

  public let kind = JobSubjectKind.memory

  private let lanes: PostgresLanes
  private let models: EmbeddingModels
  private let logger: Logger

  /// An embedder on the system role's lanes.
  public init(lanes: PostgresLanes, models: EmbeddingModels, logger: Logger) {
    self.lanes = lanes
    self.models = models
    self.logger = logger
  }

  public func embed(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> Set<EmbeddingSubject> {
    try await embed(subjects, activeOnly: false, deadline: deadline)
    return []
  }

  /// Embeds what is missing of `subjects`, until nothing is.
  ///
  /// It looks again after it has written: a memory may have changed meanwhile, and whoever changed it
  /// may have relied on the job that is being done here.
  ///
  /// - Parameter activeOnly: leaves a model that is being built to the queue.
  private func embed(
    _ subjects: [EmbeddingSubject], activeOnly: Bool, deadline: ContinuousClock.Instant?
  ) async throws {
    let embedder = TextEmbedder(models: models)
    for _ in 0..<Self.maxRounds {
      let missing = try await missing(subjects, activeOnly: activeOnly, deadline: deadline)
      if missing.isEmpty { return }
      try await embedder.embed(missing, deadline: deadline) { vectors, places, model in
        try await write(vectors, at: places, model, deadline: deadline)
      }
    }
    throw LLMError(
      .unavailable, attempted: "embedding memories", reason: "they keep changing meanwhile")
  }

  /// Of each stored memory, whether it is embedded: now, or after it was seen to when `waiting`.
  ///
  /// What can't be embedded in time stays to the queue.
  /// What waits has the call's time less ``replyTime``.
  public func states(
    of stored: [StoredMemory], waiting: Bool, in scope: RequestScope
  ) async -> [Bool] {
    let missing = stored.filter { !$0.memory.isEmbedded && $0.outcome != .evicted }
    guard waiting, !missing.isEmpty else { return stored.map(\.memory.isEmbedded) }
    let subjects = missing.map {
      EmbeddingSubject(organization: scope.organizationID.text, id: $0.memory.id.uuid)
    }
    let embedded: Set<MemoryID>
    do {
      try await embed(
        subjects, activeOnly: true, deadline: scope.deadline.map { $0 - Self.replyTime })
      embedded = Set(missing.map(\.memory.id))
    } catch {
      logger.warning(
        "memories are not embedded at once; the queue sees to it",
        metadata: ["error": "\(error)"])
      embedded = []
    }
    return stored.map { $0.memory.isEmbedded || embedded.contains($0.memory.id) }
  }

  private func missing(
    _ subjects: [EmbeddingSubject], activeOnly: Bool, deadline: ContinuousClock.Instant?
  ) async throws -> [MissingText<Place>] {
    try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(
        EmbeddingModelStatements.missingTexts, parameters(of: subjects) + [.bool(activeOnly)]
      ) { row in
        let subject = EmbeddingSubject(
          organization: try row.decode(0), id: try row.decode(1))
        return MissingText(
          organization: subject.organization, modelID: try row.decode(2), text: try row.decode(3),
          place: Place(subject: subject, contentHash: try row.decode(4)))
      })
  }

  private func write(
    _ vectors: [[Float]], at places: [Place], _ model: EmbeddingModels.Ready,
    deadline: ContinuousClock.Instant?
  ) async throws {
    let subjects = parameters(of: places.map(\.subject))
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(MemoryStatements.lock, subjects),
      Query(
        EmbeddingModelStatements.write,
        subjects + [
          .byteaArray(places.map(\.contentHash)), .int2(model.deployed.id),
          .int4(Int32(clamping: model.deployed.settings.model.dimensions)),
          .float4Array(Array(vectors.joined())),
        ]))
  }

  private func parameters(of subjects: [EmbeddingSubject]) -> [PostgresValue] {
    [.textArray(subjects.map(\.organization)), .uuidArray(subjects.map(\.id))]
  }
}
