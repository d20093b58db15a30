import FoundationEssentials
public import Postgres

/// Sees to organizations whose model for embeddings was changed in their settings: has all that is
/// theirs embedded by the one that they use now, and drops the embeddings of others.
///
/// What was changed counts already; nothing is stored any more that goes by another model.
public struct OrganizationEmbedder: SubjectEmbedder {
  public let kind = JobSubjectKind.organization

  private let lanes: PostgresLanes
  private let models: EmbeddingModels
  private let missing: MissingEmbeddings

  /// An embedder on the system role's lanes; `signal` is given when there is something to embed.
  public init(lanes: PostgresLanes, models: EmbeddingModels, signal: JobSignal) {
    self.lanes = lanes
    self.models = models
    missing = MissingEmbeddings(lanes: lanes, signal: signal)
  }

  public func embed(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> Set<EmbeddingSubject> {
    let organizations = Set(subjects.map(\.organization)).sorted()
    // Stores under way may not know of the change yet, and have nothing more done about them.
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query<Never>(EmbeddingModelStatements.awaitSettings, [.textArray(organizations)]),
      Query<Never>(EmbeddingModelStatements.awaitStores))
    try await models.refresh()
    for organization in organizations {
      for model in models.inUse(by: organization) {
        try await missing.enqueue(model, of: organization)
      }
      for kind in EmbeddedKind.all {
        _ = try await lanes.runInBatches(kind.dropUnused, [.text(organization)])
      }
    }
    return []
  }
}
