import ArgumentParser
import Domain
import Foundation
import LLM
import Logging
import Postgres

struct ReembedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reembed",
    abstract: "Change the model that embeds, while the deployment is running.",
    discussion: """
      Embeds all memories and documents, and all messages that are embedded, with the model of \
      the --embedding options, beside the embeddings that are there; then has all servers use it, \
      and at last drops the old ones. Organizations with a model of their \
      own have no part in it. Searches work all the while. It may be broken off at any point: run it \
      again to go on.

      Works on the database of --database-url, else on that of a running private stack. Servers \
      that reach the new model need its key: set ENGRAM_EMBEDDING_API_KEY for them before.
      """)

  /// How long the old embeddings stay after the change, for servers that have not heard of it yet.
  private static let grace = Duration.seconds(10)

  @OptionGroup var backends: BackendOptions
  @OptionGroup var embeddings: EmbeddingOptions
  @OptionGroup var memories: MemoryOptions
  @OptionGroup var logging: LogOptions

  func run() async throws {
    let url = try backends.attachedDatabase()
    var logger = try logging.logger()
    if Settings.logLevel.given(logging.logLevel) == nil { logger.logLevel = .warning }
    let settings = try embeddings.memorySettings(memories)
    let lanes = try PostgresLanes(
      LanesConfiguration(name: "reembed", url: url, role: "engram_system", laneCount: 1),
      logger: logger)
    lanes.start()
    do {
      try await change(to: settings, lanes: lanes, logger: logger)
    } catch {
      await lanes.shutdown()
      throw error
    }
    await lanes.shutdown()
  }

  private func change(
    to settings: MemorySettings, lanes: PostgresLanes, logger: Logger
  ) async throws {
    let signal = JobSignal()
    let change = ModelChange(lanes: lanes, signal: signal)
    switch try await begin(change, settings.model) {
    case .active:
      StandardOutput.line("\(settings.model.name) is the model already")
    case .building(let id):
      try await build(id, change, settings, lanes: lanes, signal: signal, logger: logger)
      StandardOutput.line("searches use \(settings.model.name) from now on")
      try await Task.sleep(for: Self.grace)
    }
    try await change.dropRetired()
    StandardOutput.line("no other model has embeddings left")
  }

  private func begin(
    _ change: ModelChange, _ model: DeployedModel.Settings
  ) async throws -> ModelChange.Beginning {
    do { return try await change.begin(model) } catch DomainError.alreadyExists {
      throw OperatorError(
        "another model is being built: run `engram reembed` with its options until it is done")
    }
  }

  /// Embeds what is missing, here and wherever else the deployment has workers.
  private func build(
    _ id: Int16, _ change: ModelChange, _ settings: MemorySettings, lanes: PostgresLanes,
    signal: JobSignal, logger: Logger
  ) async throws {
    let models = EmbeddingModels(
      lanes: lanes, cache: EmbeddingCache(maxBytes: 0), logger: logger,
      makeProvider: settings.makeProvider)
    try await models.refresh()
    let embedder = MemoryEmbedder(lanes: lanes, models: models, logger: logger)
    let workers = JobWorkers(
      lanes: lanes, redis: nil,
      queues: [
        MemoryParts.queue(
          EmbeddingHandler(
            embedders: [
              embedder, DocumentEmbedder(lanes: lanes, models: models),
              ConversationEmbedder(
                lanes: lanes, models: models, isOn: settings.embedsMessages),
            ], models: models, logger: logger))
      ],
      signal: signal, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { await models.run() }
      group.addTask { await workers.run() }
      try await change.enqueueMissing(id)
      let line = ReembedProgress(model: settings.model.name)
      while try await !change.activateIfComplete(id) {
        line.show(try await change.progress(id))
        try await Task.sleep(for: .seconds(1))
      }
      line.show(try await change.progress(id))
      line.end()
      group.cancelAll()
    }
  }
}

/// Says how far a model is: on a terminal in one line, else in a line of its own each ten percent.
private final class ReembedProgress {
  private let model: String
  private var lastTenth: Int64 = -1

  init(model: String) {
    self.model = model
  }

  func show(_ progress: ModelChange.Progress) {
    let text = "\(model): \(progress.embedded) of \(progress.texts) texts"
    if TerminalLine.isWanted { return TerminalLine.write(text) }
    let tenth = progress.texts == 0 ? 10 : progress.embedded * 10 / progress.texts
    guard tenth != lastTenth else { return }
    lastTenth = tenth
    StandardOutput.line(text)
  }

  func end() {
    if TerminalLine.isWanted { TerminalLine.write("") }
  }
}

extension DeployedModel.Settings {
  fileprivate var name: String { "\(model.name), \(model.dimensions) dimensions" }
}
