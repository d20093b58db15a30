public import Postgres

/// Changes the model of a deployment while it is running. Organizations with a model of their own have no
/// part in it.
///
/// Both models live side by side: texts get embeddings of the new one beside those of the old, by
/// jobs, while searches go on with the old. When none is missing the new one becomes active, and
/// the embeddings of the old one are dropped last. It can be broken off at any point and begun
/// again: all that is done stays done.
public struct ModelChange: Sendable {
  /// How far the new model is.
  public struct Progress: Sendable, Hashable {
    public let embedded, texts: Int64
  }

  /// What to do after the change was begun.
  public enum Beginning: Sendable, Hashable {
    /// The model with this number is being built.
    case building(Int16)
    /// It is the active one already.
    case active
  }

  private let lanes: PostgresLanes
  private let signal: JobSignal

  /// A change on the system role's lanes; `signal` is given when there is something to embed.
  public init(lanes: PostgresLanes, signal: JobSignal) {
    self.lanes = lanes
    self.signal = signal
  }

  /// Begins to build a model, or goes on with that.
  ///
  /// Throws ``DomainError/alreadyExists(_:field:)`` while another one is being built.
  public func begin(_ settings: DeployedModel.Settings) async throws -> Beginning {
    let (_, rows) = try await lanes.run(
      UnitOptions(organizations: []),
      Query<Never>(EmbeddingModelStatements.awaitStores),
      Query(EmbeddingModelStatements.build, settings.parameters) { row in
        (outcome: try row.decode(0, as: String.self), id: try row.decode(1, as: Int16.self))
      })
    let row = try rows.onlyRow(of: EmbeddingModelStatements.build)
    switch row.outcome {
    case "building": return .building(row.id)
    case "active": return .active
    case "other": throw DomainError.alreadyExists(.embeddingModel, field: "model")
    default: throw PostgresError.unknownOutcome(row.outcome, of: EmbeddingModelStatements.build)
    }
  }

  /// Enqueues everything that lacks an embedding of the model.
  public func enqueueMissing(_ id: Int16) async throws {
    try await MissingEmbeddings(lanes: lanes, signal: signal).enqueue(id)
  }

  /// How far it is.
  public func progress(_ id: Int16) async throws -> Progress {
    var sum = Progress(embedded: 0, texts: 0)
    for kind in EmbeddedKind.all {
      let rows = try await lanes.run(
        UnitOptions(organizations: [], isIdempotent: true),
        Query(kind.progress, [.int2(id)]) { row in
          Progress(embedded: try row.decode(0), texts: try row.decode(1))
        })
      let row = try rows.onlyRow(of: kind.progress)
      sum = Progress(embedded: sum.embedded + row.embedded, texts: sum.texts + row.texts)
    }
    return sum
  }

  /// Makes the model active if nothing lacks it, and says whether it is.
  public func activateIfComplete(_ id: Int16) async throws -> Bool {
    for kind in EmbeddedKind.all {
      let answers = try await lanes.run(
        UnitOptions(organizations: [], isIdempotent: true),
        Query(kind.missing, [.int2(id)]) { row in try row.decode(0, as: Bool.self) })
      if try answers.onlyRow(of: kind.missing) { return false }
    }
    _ = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(EmbeddingModelStatements.retire, [.int2(id)]),
      Query(EmbeddingModelStatements.activate, [.int2(id)]))
    return true
  }

  /// Drops what is left of retired models, in batches.
  public func dropRetired() async throws {
    for kind in EmbeddedKind.all { _ = try await lanes.runInBatches(kind.drop) }
  }
}
