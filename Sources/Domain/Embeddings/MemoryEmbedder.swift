import FoundationEssentials
import LLM
public import Logging
public import Postgres

/// Gives memories the embeddings that they lack, of every model in use.
///
/// What it does is safe to do twice, and by several at once.
public struct MemoryEmbedder: Sendable {
  /// A memory, by what the database calls it.
  struct Subject: Sendable, Hashable {
    let organization: String
    let id: UUID
  }

  /// A text that a model has not embedded.
  private struct Missing: Sendable {
    let subject: Subject
    let modelID: Int16
    let content: String
    let contentHash: [UInt8]

    init(_ row: borrowing PostgresRow) throws(PostgresError) {
      subject = Subject(organization: try row.decode(0), id: try row.decode(1))
      modelID = try row.decode(2)
      content = try row.decode(3)
      contentHash = try row.decode(4)
    }
  }

  /// How often it looks for what is missing.
  private static let maxRounds = 5
  /// What is embedded, and then written, at once.
  private static let batches = EmbeddingBatches(maxCount: 256, maxBytes: 262_144)
  /// What is left of a call's time to say that its memories are stored.
  private static let replyTime = Duration.milliseconds(250)

  private let lanes: PostgresLanes
  private let models: EmbeddingModels
  private let logger: Logger

  /// An embedder on the system role's lanes.
  public init(lanes: PostgresLanes, models: EmbeddingModels, logger: Logger) {
    self.lanes = lanes
    self.models = models
    self.logger = logger
  }

  /// Embeds what is missing of `subjects`, until nothing is; throws what a provider or the lanes
  /// throw, what was embedded before that stays.
  ///
  /// It looks again after it has written: a memory may have changed meanwhile, and whoever changed it
  /// may have relied on the job that is being done here.
  ///
  /// - Parameter activeOnly: leaves a model that is being built to the queue.
  func embed(
    _ subjects: [Subject], activeOnly: Bool = false, deadline: ContinuousClock.Instant?
  ) async throws {
    for _ in 0..<Self.maxRounds {
      var missing = try await missing(subjects, deadline: deadline)
      if activeOnly, let active = models.active?.deployed.id {
        missing.removeAll { $0.modelID != active }
      }
      if missing.isEmpty { return }
      try await embed(missing, deadline: deadline)
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
      Subject(organization: scope.organizationID.text, id: $0.memory.id.uuid)
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

  /// The active model first; one that fails does not keep another one from being asked.
  private func embed(_ missing: [Missing], deadline: ContinuousClock.Instant?) async throws {
    var failure: (any Error)?
    let active = models.active?.deployed.id
    let texts = Dictionary(grouping: missing, by: \.modelID)
    for (modelID, texts) in texts.sorted(by: { $0.key == active && $1.key != active }) {
      do {
        let model = try await model(modelID)
        for range in Self.batches.ranges(texts.map(\.content.utf8.count)) {
          try await embed(Array(texts[range]), with: model, deadline: deadline)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// One request to the provider, whose result is kept whatever becomes of the next.
  private func embed(
    _ texts: [Missing], with model: EmbeddingModels.Ready, deadline: ContinuousClock.Instant?
  ) async throws {
    let vectors = try await model.embeddings.embed(
      texts.map { CachedEmbeddings.Text($0.content, organization: $0.subject.organization) },
      deadline: deadline)
    try await write(vectors, of: texts, model: model, deadline: deadline)
  }

  private func model(_ id: Int16) async throws -> EmbeddingModels.Ready {
    if let model = models.model(id) { return model }
    try await models.refresh()
    guard let model = models.model(id) else {
      throw LLMError(
        .unavailable, attempted: "embedding memories", reason: "the model has just been retired")
    }
    return model
  }

  private func missing(
    _ subjects: [Subject], deadline: ContinuousClock.Instant?
  ) async throws -> [Missing] {
    try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(EmbeddingModelStatements.missingTexts, parameters(of: subjects)) { row in
        try Missing(row)
      })
  }

  private func write(
    _ vectors: [[Float]], of texts: [Missing], model: EmbeddingModels.Ready,
    deadline: ContinuousClock.Instant?
  ) async throws {
    let subjects = parameters(of: texts.map(\.subject))
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(MemoryStatements.lock, subjects),
      Query(
        EmbeddingModelStatements.write,
        subjects + [
          .byteaArray(texts.map(\.contentHash)), .int2(model.deployed.id),
          .int4(Int32(clamping: model.deployed.settings.model.dimensions)),
          .float4Array(Array(vectors.joined())),
        ]))
  }

  private func parameters(of subjects: [Subject]) -> [PostgresValue] {
    [.textArray(subjects.map(\.organization)), .uuidArray(subjects.map(\.id))]
  }
}
