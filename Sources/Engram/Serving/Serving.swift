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
  var jobs = JobSettings()
  var consolidation = ConsolidationSetup()
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
    let background = try BackgroundParts(
      databaseURL: databaseURL, redis: redis, memories: memories, jobs: jobs,
      consolidation: consolidation, logger: logger)
    try await background.begin()

    let receipts = ReceiptWriter(lanes: lanes, logger: logger)
    let server = RPCServer(
      configuration, services: services(lanes: lanes, background, receipts), logger: logger,
      onListening: onListening)

    // They are shut down from the last to the first.
    let services: [any Service] =
      (stack.map { [StackWatch(stack: $0)] } ?? [])
      + [LanesService(lanes: lanes), BackgroundService { await receipts.run() }]
      + background.services
      + [ReadinessService(health: server.health, lanes: lanes), server]
    try await ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
  }

  private func services(
    lanes: PostgresLanes, _ background: BackgroundParts, _ receipts: ReceiptWriter
  ) -> [ServiceDefinition] {
    let systemLanes = background.systemLanes
    let purge = background.purgeSignal
    let store = MemoryParts.store(memories, lanes: lanes, background: background)
    let search = MemoryParts.search(
      memories, lanes: lanes, background: background, logger: logger)
    return [
      ConversationService(
        conversations: ConversationStore(lanes: lanes, purge: purge),
        messages: MessageStore(
          lanes: lanes, policy: consolidation.policy, jobs: background.jobSignal),
        consolidations: ConsolidationStore(
          lanes: lanes, policy: consolidation.policy, jobs: background.jobSignal),
        contexts: ContextAssembler(
          lanes: lanes, memories: store, search: search, receipts: receipts),
        receipts: ReceiptStore(lanes: lanes, writer: receipts)
      ).definition,
      MemoryService(memories: store, search: search, embedder: background.embedder).definition,
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
            lanes: lanes, deployment: memories.limits, policy: consolidation.policy))),
    ]
  }
}
