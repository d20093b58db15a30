public import LLM
public import Logging
public import Postgres
import Synchronization

/// The models of the deployment, and those that organizations have of their own, as the database has
/// them, each with its provider.
///
/// The database says which model is active, so that all processes change to another one together. An
/// organization with a model of its own is served by that alone: nothing of it goes to another one.
public final class EmbeddingModels: Sendable {
  /// Makes the provider of a model.
  public typealias MakeProvider =
    @Sendable (DeployedModel.Settings) throws -> any EmbeddingProvider

  /// A model that can be asked.
  struct Ready: Sendable {
    let deployed: DeployedModel
    let embeddings: CachedEmbeddings

    /// Whether it is computed here, and nobody is asked.
    var isBuiltIn: Bool { deployed.settings.baseURL == nil }

    /// How much nearness counts in a search, where words count 1: the built-in embeddings know
    /// little more than words.
    var weight: Double { isBuiltIn ? 0.3 : 0.7 }
  }

  /// An organization's own model, and what embeds with it; `nil` when its settings can't be used.
  private struct Own: Sendable {
    let model: OwnModel
    let ready: Ready?
  }

  private struct Known: Sendable {
    var deployment: [Int16: Ready] = [:]
    var own: [String: Own] = [:]
  }

  private static let interval = Duration.seconds(2)

  private let lanes: PostgresLanes
  private let cache: EmbeddingCache
  private let own: OwnEmbeddings?
  private let makeProvider: MakeProvider
  private let logger: Logger
  private let known = Mutex(Known())

  /// Models as `lanes`, the system role's, find them; none before they are looked for. Without `own`,
  /// the models that organizations have of their own are not asked.
  public init(
    lanes: PostgresLanes, cache: EmbeddingCache, own: OwnEmbeddings? = nil, logger: Logger,
    makeProvider: @escaping MakeProvider
  ) {
    self.lanes = lanes
    self.cache = cache
    self.own = own
    self.logger = logger
    self.makeProvider = makeProvider
  }

  /// The one that searches of the deployment use.
  var active: Ready? {
    known.withLock { $0.deployment.values.first { $0.deployed.state == .active } }
  }

  /// The one that searches of an organization use; `nil` too when its own can't be asked.
  func active(for organization: String) -> Ready? {
    if let own = known.withLock({ $0.own[organization] }) { return own.ready }
    return active
  }

  /// The one with this number as an organization uses it, unless it does not or that is not known yet.
  func model(_ id: Int16, for organization: String) -> Ready? {
    known.withLock { known in
      guard let own = known.own[organization] else { return known.deployment[id] }
      return own.model.deployed.id == id ? own.ready : nil
    }
  }

  /// Those that an organization's texts are embedded with.
  func inUse(by organization: String) -> [Int16] {
    known.withLock { known in
      known.own[organization].map { [$0.model.deployed.id] } ?? known.deployment.keys.sorted()
    }
  }

  /// Whether an organization has one of its own.
  func hasOwn(_ organization: String) -> Bool {
    known.withLock { $0.own[organization] != nil }
  }

  /// Whether the models that organizations have of their own are asked.
  var asksOwn: Bool { own != nil }

  /// Makes `settings` the first model of a deployment that has none, and returns the active one.
  public func begin(with settings: DeployedModel.Settings) async throws -> DeployedModel.Settings {
    _ = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(
        EmbeddingModelStatements.begin,
        settings.parameters))
    try await refresh()
    return active?.deployed.settings ?? settings
  }

  /// Keeps up with the database until the task is cancelled.
  public func run() async {
    while (try? await Task.sleep(for: Self.interval)) != nil {
      do { try await refresh() } catch is CancellationError { return } catch {
        logger.warning(
          "could not look up the embedding models", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Looks the models up now.
  public func refresh() async throws {
    let (deployment, owned) = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(EmbeddingModelStatements.list, []) { row in try DeployedModel(row) },
      Query(EmbeddingModelStatements.listOwn, []) { row in try OwnModel(row) })
    let before = known.withLock { $0 }
    var now = Known()
    for deployed in deployment where deployed.state != .retired {
      let same = before.deployment[deployed.id]?.embeddings
      now.deployment[deployed.id] = ready(deployed, same) { try makeProvider(deployed.settings) }
    }
    for model in owned {
      let name = model.organization.text
      let same = before.own[name].flatMap { $0.model == model ? $0 : nil }
      now.own[name] = same ?? own(model)
    }
    known.withLock { [now] in $0 = now }
  }

  private func own(_ model: OwnModel) -> Own {
    guard let own else { return Own(model: model, ready: nil) }
    return Own(model: model, ready: ready(model.deployed, nil) { try own.provider(model) })
  }

  /// A model with what embeds with it, the `same` as before or a new one; `nil` when it can't be asked.
  private func ready(
    _ deployed: DeployedModel, _ same: CachedEmbeddings?,
    _ makeProvider: () throws -> any EmbeddingProvider
  ) -> Ready? {
    if let same { return Ready(deployed: deployed, embeddings: same) }
    do {
      return Ready(
        deployed: deployed,
        embeddings: CachedEmbeddings(
          try makeProvider(), cache: cache, place: deployed.settings.baseURL ?? ""))
    } catch {
      logger.error(
        "an embedding model can't be asked",
        metadata: ["model": "\(deployed.settings.model.name)", "error": "\(error)"])
      return nil
    }
  }
}
