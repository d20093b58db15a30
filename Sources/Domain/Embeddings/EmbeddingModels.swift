public import LLM
public import Logging
public import Postgres
import Synchronization

/// A model that embeddings of the deployment are made with.
public struct DeployedModel: Sendable, Hashable {
  /// Where it stands; the numbers are the database's.
  public enum State: Int16, Sendable, Hashable {
    /// Memories get embeddings of it, beside those of the active one.
    case building = 1
    /// Searches use it.
    case active = 2
    /// Its embeddings are being dropped.
    case retired = 3
  }

  /// A model as it is configured.
  public struct Settings: Sendable, Hashable {
    public let model: EmbeddingModel
    /// Where it is served; `nil` for the built-in provider.
    public let baseURL: String?

    /// A model and its place.
    public init(model: EmbeddingModel, baseURL: String?) {
      self.model = model
      self.baseURL = baseURL
    }

    var parameters: [PostgresValue] {
      [.text(model.name), .int4(Int32(clamping: model.dimensions)), .text(baseURL)]
    }
  }

  /// The most numbers of an embedding: more of them, beside the longest ids, don't fit into a page
  /// of the database.
  public static let maxDimensions = 3_800

  let id: Int16
  public let settings: Settings
  public let state: State

  /// From the columns of `embedding_model_list`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = try row.decode(0)
    settings = Settings(
      model: EmbeddingModel(
        name: try row.decode(1), dimensions: Int(try row.decode(2, as: Int32.self))),
      baseURL: try row.decodeOptional(3))
    let number: Int16 = try row.decode(4)
    guard let state = State(rawValue: number) else {
      throw PostgresError(.decoding, attempted: "embedding model", reason: "unknown state")
    }
    self.state = state
  }
}

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

    /// How much nearness counts in a search, where words count 1: the built-in embeddings know
    /// little more than words.
    var weight: Double { deployed.settings.baseURL == nil ? 0.3 : 0.7 }
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
        let provider = try makeProvider(deployed.settings)
        now[deployed.id] = Ready(
          deployed: deployed, embeddings: CachedEmbeddings(provider, cache: cache))
      }
    }
    ready.withLock { $0 = now }
  }
}
