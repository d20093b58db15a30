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
    let systemLanes = try PostgresLanes(
      LanesConfiguration(name: "system", url: databaseURL, role: "engram_system", laneCount: 1),
      logger: logger)

    let jobLanes = try jobLanes()
    let jobSignal = JobSignal()
    let parts = MemoryParts(
      memories, lanes: lanes, systemLanes: systemLanes, jobLanes: jobLanes, signal: jobSignal,
      logger: logger)
    systemLanes.start()
    try await memories.begin(parts.models, lanes: systemLanes, logger: logger)

    let workers = JobWorkers(
      lanes: jobLanes, redis: redis, queues: [parts.queue], signal: jobSignal, logger: logger)

    let purgeSignal = PurgeSignal()
    let purge = Purge(lanes: systemLanes, signal: purgeSignal, logger: logger)
    let server = RPCServer(
      configuration,
      services: [
        ConversationService(
          conversations: ConversationStore(lanes: lanes, purge: purgeSignal),
          messages: MessageStore(lanes: lanes)
        ).definition,
        parts.service.definition,
        .organizationService(
          organizationService(lanes: lanes, systemLanes: systemLanes, purge: purgeSignal)),
      ],
      logger: logger, onListening: onListening)

    // They are shut down from the last to the first.
    let services: [any Service] =
      (stack.map { [StackWatch(stack: $0)] } ?? []) + [
        LanesService(lanes: lanes),
        LanesService(lanes: systemLanes),
        BackgroundService { await purge.run() },
        BackgroundService { await parts.sweep.run() },
        BackgroundService { await parts.models.run() },
        LanesService(lanes: jobLanes),
        BackgroundService { await workers.run() },
        ReadinessService(health: server.health, lanes: lanes),
        server,
      ]
    try await ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
  }

  private func organizationService(
    lanes: PostgresLanes, systemLanes: PostgresLanes, purge: PurgeSignal
  ) -> OrganizationService {
    OrganizationService(
      organizations: OrganizationStore(lanes: lanes, systemLanes: systemLanes, purge: purge),
      projects: ProjectStore(lanes: lanes, purge: purge),
      users: UserStore(lanes: lanes, purge: purge),
      settings: SettingsStore(lanes: lanes, deployment: memories.limits))
  }

  /// Lanes for jobs: a heartbeat must not wait behind the purge. A job whose end is lost in a crash
  /// is open again, so nothing of it waits for the disk.
  private func jobLanes() throws -> PostgresLanes {
    var configuration = LanesConfiguration(
      name: "jobs", url: databaseURL, role: "engram_system", laneCount: 2)
    configuration.commitsAreDurable = false
    return try PostgresLanes(configuration, logger: logger)
  }
}
