import Domain
import LocalStack
import Logging
import Postgres
import RPCServer
import ServiceLifecycle
import UnixSignals
import Wire

/// A whole server on one database, put together in the order of dependency.
struct Serving {
  let configuration: RPCServerConfiguration
  let databaseURL: String
  /// Connections that calls share; `nil` for the lanes' own number.
  var databaseConnections: Int?
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

    let signal = PurgeSignal()
    let conversations = ConversationStore(lanes: lanes, purge: signal)
    let messages = MessageStore(lanes: lanes)
    let organizations = OrganizationStore(
      lanes: lanes, systemLanes: systemLanes, purge: signal)
    let projects = ProjectStore(lanes: lanes, purge: signal)
    let users = UserStore(lanes: lanes, purge: signal)

    let server = RPCServer(
      configuration,
      services: [
        ConversationService(conversations: conversations, messages: messages).definition,
        .organizationService(
          OrganizationService(organizations: organizations, projects: projects, users: users)),
      ],
      logger: logger, onListening: onListening)

    // They are shut down from the last to the first.
    let services: [any Service] =
      (stack.map { [StackWatch(stack: $0)] } ?? []) + [
        LanesService(lanes: lanes),
        LanesService(lanes: systemLanes),
        PurgeService(purge: Purge(lanes: systemLanes, signal: signal, logger: logger)),
        ReadinessService(health: server.health, lanes: lanes),
        server,
      ]
    try await ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
  }
}
