import Domain
import LocalStack
import Logging
import Postgres
import RPCServer
import RedisStreams
import ServiceLifecycle
import UnixSignals
import Wire

/// A whole server on one database, put together in the order of dependency.
struct Serving {
  let configuration: RPCServerConfiguration
  let databaseURL: String
  /// Connections that calls share; `nil` for the lanes' own number.
  var databaseConnections: Int?
  /// Where wake-ups of jobs travel; `nil` for a database without a Redis.
  let redis: RedisAddress?
  let memories: MemorySettings
  var chunks = ChunkRules()
  var jobs = JobSettings()
  var consolidation: ConsolidationSetup
  /// The private stack that the database is in, watched while serving.
  let stack: LocalStack?
  let logger: Logger

  /// Brings the database's schema up to date, then serves until a signal asks to stop or the task
  /// is cancelled.
  ///
  /// - Parameter onListening: called once clients can connect, with where.
  func run(onListening: @escaping @Sendable ([Endpoint]) -> Void) async throws {
    _ = try await Migrator(
      url: databaseURL, migrations: DomainMigrations.all, logger: logger
    ).apply()

    let lanes = try PostgresLanes(
      LanesConfiguration(
        name: "service", url: databaseURL, role: "engram_service",
        laneCount: databaseConnections ?? LanesConfiguration.standardLaneCount),
      logger: logger)
    let documentLanes = try DocumentParts.lanes(databaseURL, logger)
    let background = try BackgroundParts(
      databaseURL: databaseURL, redis: redis, memories: memories, jobs: jobs,
      consolidation: consolidation, logger: logger)
    try await background.begin()

    let receipts = ReceiptWriter(lanes: lanes, logger: logger)
    let chatStop = ChatStop()
    let server = RPCServer(
      configuration,
      services: try services(
        lanes: lanes, documentLanes: documentLanes, background, receipts, chatStop),
      logger: logger,
      onListening: onListening)

    // They are shut down from the last to the first.
    let services: [any Service] =
      (stack.map { [StackWatch(stack: $0)] } ?? [])
      + [LanesService(lanes: lanes), LanesService(lanes: documentLanes)]
      + [BackgroundService { await receipts.run() }] + background.services
      + [
        ReadinessService(health: server.health, lanes: lanes), server, ChatGrace(stop: chatStop),
      ]
    try await ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
  }

  private func services(
    lanes: PostgresLanes, documentLanes: PostgresLanes, _ background: BackgroundParts,
    _ receipts: ReceiptWriter, _ chatStop: ChatStop
  ) throws -> [ServiceDefinition] {
    let systemLanes = background.systemLanes
    let purge = background.purgeSignal
    let messages = MessageStore(
      lanes: lanes, policy: consolidation.policy, jobs: background.jobSignal)
    let store = MemoryParts.store(memories, lanes: lanes, background: background)
    let words = QueryWords(lanes: lanes, language: memories.language)
    let search = MemoryParts.search(
      memories, words: words, lanes: lanes, background: background, logger: logger)
    let messageSearch = MessageSearch(
      lanes: lanes, words: words, models: background.models,
      copies: ConversationCopies(
        lanes: lanes, language: memories.language, maxBytes: memories.copyBytes),
      logger: logger)
    let documents = DocumentParts.store(
      memories, lanes: lanes, putLanes: documentLanes, rules: chunks, background: background)
    let documentSearch = DocumentParts.search(
      memories, words: words, lanes: lanes, copyLanes: documentLanes, background: background,
      logger: logger)
    let calibration = TokenCalibration(
      lanes: lanes, reports: background.tokenReports, logger: logger)
    let contexts = ContextAssembler(
      lanes: lanes,
      finder: ContextFinder(
        words: words, memories: store, memorySearch: search, messageSearch: messageSearch,
        documentSearch: documentSearch, models: background.models, logger: logger),
      calibration: calibration, receipts: receipts)
    return [
      ConversationService(
        conversations: ConversationStore(lanes: lanes, purge: purge),
        messages: messages,
        search: messageSearch,
        consolidations: ConsolidationStore(
          lanes: lanes, policy: consolidation.policy, jobs: background.jobSignal),
        contexts: contexts,
        receipts: ReceiptStore(lanes: lanes, writer: receipts),
        chats: try ChatParts.chat(
          consolidation, lanes: lanes, messages: messages, contexts: contexts,
          calibration: calibration, stop: chatStop, logger: logger)
      ).definition,
      MemoryService(memories: store, search: search, embedder: background.embedder).definition,
      .documentService(DocumentService(documents: documents, search: documentSearch)),
      .jobService(
        JobService(
          jobs: JobDesk(lanes: lanes, systemLanes: systemLanes, signal: background.jobSignal),
          queues: QueueDesk(
            lanes: systemLanes, signal: background.jobSignal, limiter: background.limiter))),
      .organizationService(
        OrganizationService(
          organizations: OrganizationStore(
            lanes: lanes, systemLanes: systemLanes, purge: purge),
          projects: ProjectStore(lanes: lanes, purge: purge),
          users: UserStore(lanes: lanes, purge: purge),
          settings: SettingsStore(
            lanes: lanes, deployment: memories.limits, policy: consolidation.policy,
            embedsMessages: memories.embedsMessages, models: background.models,
            chat: consolidation.chat.deployment, masterKeys: consolidation.chat.masterKeys,
            jobs: background.jobSignal))),
    ]
  }
}
