import Domain
import HTTPClient
import LLM
import Logging
import Postgres
import RPCServer
import RedisStreams
import ServiceLifecycle

/// How memories are kept: limits, language, and what embeds them.
struct MemorySettings: Sendable {
  var limits = MemoryLimits()
  var language = TextLanguage.english
  /// The model of a new deployment.
  let model: DeployedModel.Settings
  let makeProvider: EmbeddingModels.MakeProvider
  let cacheBytes: Int
}

/// What stores, embeds and finds memories, put together in the order of dependency.
struct MemoryParts {
  private static let embeddingBatch = 256

  let service: MemoryService
  let models: EmbeddingModels
  let queue: JobQueueConfiguration
  let sweep: MemorySweep

  /// Parts on the service's lanes, those of the system role and those of jobs; `signal` is given when
  /// something is to be embedded.
  init(
    _ settings: MemorySettings, lanes: PostgresLanes, systemLanes: PostgresLanes,
    jobLanes: PostgresLanes, signal: JobSignal, logger: Logger
  ) {
    models = EmbeddingModels(
      lanes: systemLanes, cache: EmbeddingCache(maxBytes: settings.cacheBytes), logger: logger,
      makeProvider: settings.makeProvider)
    let embedder = MemoryEmbedder(lanes: jobLanes, models: models, logger: logger)
    queue = Self.queue(EmbeddingHandler(embedder: embedder, logger: logger))
    sweep = MemorySweep(lanes: systemLanes, limits: settings.limits, logger: logger)
    service = MemoryService(
      memories: MemoryStore(
        lanes: lanes, limits: settings.limits, language: settings.language, jobs: signal),
      search: MemorySearch(
        lanes: lanes, language: settings.language, models: models, logger: logger),
      embedder: embedder)
  }

  /// The queue that embeds memories.
  static func queue(_ handler: EmbeddingHandler) -> JobQueueConfiguration {
    var queue = JobQueueConfiguration(.embedding, handler: handler)
    queue.batchSize = embeddingBatch
    return queue
  }
}

extension MemorySettings {
  /// The standard limits, and the built-in embeddings.
  static func builtIn() throws -> MemorySettings {
    let local = try LocalEmbeddings()
    return MemorySettings(
      model: DeployedModel.Settings(model: local.model, baseURL: nil),
      makeProvider: { try LocalEmbeddings(dimensions: $0.model.dimensions) },
      cacheBytes: 64 << 20)
  }

  /// Checks what only the database knows, and makes the model the first one where there is none.
  func begin(_ models: EmbeddingModels, lanes: PostgresLanes, logger: Logger) async throws {
    guard try await language.isKnown(to: lanes) else {
      throw OperatorError(
        "the database has no text search configuration `\(language.name)`; "
          + "expected one such as english or simple")
    }
    let active = try await models.begin(with: model)
    guard active != model else { return }
    logger.warning(
      "embeddings are made with the model of the database; `engram reembed` changes it",
      metadata: [
        "active": "\(active.model.name), \(active.model.dimensions) dimensions",
        "configured": "\(model.model.name), \(model.model.dimensions) dimensions",
      ])
  }
}
