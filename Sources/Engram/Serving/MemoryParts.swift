import Domain
import HTTPClient
import LLM
import Logging
import Postgres
import RPCServer

/// How memories are kept: limits, language, and what embeds them.
struct MemorySettings: Sendable {
  var limits = MemoryLimits()
  var language = TextLanguage.english
  /// The model of a new deployment.
  let model: DeployedModel.Settings
  let makeProvider: EmbeddingModels.MakeProvider
  /// Makes providers of models that organizations have of their own.
  let makeOwnProvider: OwnEmbeddings.MakeProvider
  let cacheBytes: Int
  /// How much copies of memories may take, for searches, and copies of conversations too.
  var copyBytes = ScopeCopies.standardBytes
  /// Whether messages are embedded where their organization says nothing.
  var embedsMessages = false
}

/// What memories are made of.
enum MemoryParts {
  private static let embeddingBatch = 256

  /// The queue that embeds memories.
  static func queue(_ handler: EmbeddingHandler) -> JobQueueConfiguration {
    var queue = JobQueueConfiguration(.embedding, handler: handler)
    queue.batchSize = embeddingBatch
    return queue
  }

  /// What stores memories, on the service's lanes.
  static func store(
    _ settings: MemorySettings, lanes: PostgresLanes, background: BackgroundParts
  ) -> MemoryStore {
    MemoryStore(
      lanes: lanes, limits: settings.limits, language: settings.language,
      models: background.models, jobs: background.jobSignal)
  }

  /// What finds memories, on the service's lanes.
  static func search(
    _ settings: MemorySettings, words: QueryWords, lanes: PostgresLanes,
    background: BackgroundParts, logger: Logger
  ) -> MemorySearch {
    MemorySearch(
      lanes: lanes, words: words, models: background.models,
      copies: ScopeCopies(lanes: lanes, maxBytes: settings.copyBytes), logger: logger)
  }
}

extension MemorySettings {
  /// The standard limits, and the built-in embeddings.
  static func builtIn() throws -> MemorySettings {
    let local = try LocalEmbeddings()
    let client = try HTTPClient()
    return MemorySettings(
      model: DeployedModel.Settings(model: local.model, baseURL: nil),
      makeProvider: { try LocalEmbeddings(dimensions: $0.model.dimensions) },
      makeOwnProvider: { OpenAIEmbeddings($0, client: client) },
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
