import Domain
import LLM
import Logging
import Postgres
import RedisStreams
import ServiceLifecycle

/// What a process does beside calls: jobs, sweeps and the purge, put together in the order of
/// dependency.
struct BackgroundParts {
  let systemLanes: PostgresLanes
  let models: EmbeddingModels
  let embedder: MemoryEmbedder
  /// Given by whoever adds jobs.
  let jobSignal = JobSignal()
  /// Given by whoever deletes what is to be erased.
  let purgeSignal = PurgeSignal()
  /// What is done in the background by this process, such as `embedding`.
  let queueNames: [String]

  /// Holds back calls of the LLM.
  let limiter: CallLimiter
  /// Learns what providers count of tokens.
  let tokenReports: TokenReports

  private let memories: MemorySettings
  private let jobLanes: PostgresLanes
  private let consolidationLanes: PostgresLanes
  private let workers: JobWorkers
  private let purge: Purge
  private let statistics: TableStatistics
  private let sweep: MemorySweep
  private let consolidationSweep: ConsolidationSweep
  private let receiptSweep: ReceiptSweep
  private let documentIndexes: DocumentIndexes
  private let chatSweep: ChatSweep
  private let embeddingSweep: ConversationEmbeddingSweep
  private let logger: Logger

  /// Parts on the database at `databaseURL`.
  ///
  /// - Parameter redis: where wake-ups of jobs travel; `nil` for a database without a Redis.
  init(
    databaseURL: String, redis: RedisAddress?, memories: MemorySettings, jobs: JobSettings,
    consolidation: ConsolidationSetup, logger: Logger
  ) throws {
    self.memories = memories
    self.logger = logger
    systemLanes = try PostgresLanes(
      LanesConfiguration(name: "system", url: databaseURL, role: "engram_system", laneCount: 1),
      logger: logger)
    jobLanes = try Self.jobLanes(databaseURL, logger)
    consolidationLanes = try PostgresLanes(
      LanesConfiguration(
        name: "consolidation", url: databaseURL, role: "engram_system", laneCount: 4),
      logger: logger)
    limiter = CallLimiter(
      lanes: consolidationLanes, calls: consolidation.calls, window: consolidation.window)
    tokenReports = TokenReports(lanes: systemLanes, logger: logger)
    models = EmbeddingModels(
      lanes: systemLanes, cache: EmbeddingCache(maxBytes: memories.cacheBytes),
      own: OwnEmbeddings(
        masterKeys: consolidation.chat.masterKeys,
        allowsPrivateAddresses: consolidation.chat.allowsPrivateAddresses,
        makeProvider: memories.makeOwnProvider),
      logger: logger, makeProvider: memories.makeProvider)
    embedder = MemoryEmbedder(lanes: jobLanes, models: models, logger: logger)
    let handler = ConsolidationHandler(
      work: ConsolidationWork(
        lanes: consolidationLanes, readingLanes: jobLanes, models: models,
        policy: consolidation.policy, limits: memories.limits, language: memories.language),
      chats: try consolidation.chat.providers(lanes: consolidationLanes),
      contextTokens: consolidation.contextTokens, limiter: limiter, reports: tokenReports,
      logger: logger)
    let queues = [
      MemoryParts.queue(
        EmbeddingHandler(
          embedders: [
            embedder, DocumentEmbedder(lanes: jobLanes, models: models),
            ConversationEmbedder(
              lanes: jobLanes, models: models, isOn: memories.embedsMessages),
            OrganizationEmbedder(lanes: jobLanes, models: models, signal: jobSignal),
          ],
          models: models, logger: logger)),
      jobs.consolidation(handler),
    ]
    queueNames = queues.filter { $0.workerCount > 0 }.map(\.queue.name)
    workers = JobWorkers(
      lanes: jobLanes, redis: redis, queues: queues, signal: jobSignal, timings: jobs.timings,
      logger: logger)
    purge = Purge(lanes: systemLanes, signal: purgeSignal, logger: logger)
    statistics = TableStatistics(lanes: systemLanes, logger: logger)
    sweep = MemorySweep(lanes: systemLanes, limits: memories.limits, logger: logger)
    documentIndexes = DocumentIndexes(url: databaseURL, lanes: systemLanes, logger: logger)
    consolidationSweep = ConsolidationSweep(
      lanes: systemLanes, policy: consolidation.policy, limiter: limiter, signal: jobSignal,
      logger: logger)
    receiptSweep = ReceiptSweep(lanes: systemLanes, logger: logger)
    chatSweep = ChatSweep(
      store: ChatStore(
        lanes: systemLanes,
        messages: MessageStore(lanes: systemLanes, policy: consolidation.policy, jobs: jobSignal)),
      logger: logger)
    embeddingSweep = ConversationEmbeddingSweep(
      lanes: systemLanes, isOn: memories.embedsMessages, signal: jobSignal, logger: logger)
  }

  /// Checks what only the database knows, before ``services`` run.
  func begin() async throws {
    systemLanes.start()
    try await memories.begin(models, lanes: systemLanes, logger: logger)
  }

  /// To be shut down from the last to the first.
  var services: [any Service] {
    [
      LanesService(lanes: systemLanes),
      BackgroundService { await purge.run() },
      BackgroundService { await statistics.run() },
      BackgroundService { await sweep.run() },
      BackgroundService { await receiptSweep.run() },
      BackgroundService { await models.run() },
      BackgroundService { await documentIndexes.run() },
      BackgroundService { await chatSweep.run() },
      BackgroundService { await embeddingSweep.run() },
      BackgroundService { await tokenReports.run() },
      LanesService(lanes: consolidationLanes),
      BackgroundService { await consolidationSweep.run() },
      LanesService(lanes: jobLanes),
      BackgroundService { await workers.run() },
    ]
  }

  /// Lanes for jobs: a heartbeat must not wait behind the purge. A job whose end is lost in a crash
  /// is open again, so nothing of it waits for the disk.
  private static func jobLanes(_ url: String, _ logger: Logger) throws -> PostgresLanes {
    var configuration = LanesConfiguration(
      name: "jobs", url: url, role: "engram_system", laneCount: 2)
    configuration.commitsAreDurable = false
    return try PostgresLanes(configuration, logger: logger)
  }
}
