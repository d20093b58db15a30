public import LLM
public import Logging
public import Postgres
import Synchronization

/// The models of the deployment, as the database has them, each with its provider.
///
/// The database says which model is active, so that all processes change to another one together.
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

  private static let interval = Duration.seconds(2)

  private let lanes: PostgresLanes
  private let cache: EmbeddingCache
  private let makeProvider: MakeProvider
  private let logger: Logger
  private let ready = Mutex<[Int16: Ready]>([:])

  /// Models as `lanes`, the system role's, find them; none before they are looked for.
  public init(
    lanes: PostgresLanes, cache: EmbeddingCache, logger: Logger,
    makeProvider: @escaping MakeProvider
  ) {
    self.lanes = lanes
    self.cache = cache
    self.logger = logger
    self.makeProvider = makeProvider
  }

  /// The one that searches use.
  var active: Ready? { ready.withLock { $0.values.first { $0.deployed.state == .active } } }

  /// The one with this number, unless it is retired or not known yet.
  func model(_ id: Int16) -> Ready? { ready.withLock { $0[id] } }

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
  func refresh() async throws {
    let found = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(EmbeddingModelStatements.list, []) { row in try DeployedModel(row) })
    let known = ready.withLock { $0 }
    var now: [Int16: Ready] = [:]
    for deployed in found where deployed.state != .retired {
      if let same = known[deployed.id] {
        now[deployed.id] = Ready(deployed: deployed, embeddings: same.embeddings)
      } else {
        do {
          let provider = try makeProvider(deployed.settings)
          now[deployed.id] = Ready(
            deployed: deployed, embeddings: CachedEmbeddings(provider, cache: cache))
        } catch {
          logger.error(
            "an embedding model can't be asked",
            metadata: ["model": "\(deployed.settings.model.name)", "error": "\(error)"])
        }
      }
    }
    ready.withLock { $0 = now }
  }
}
