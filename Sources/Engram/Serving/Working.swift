import Domain
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// What a server does in the background, without a server.
struct Working {
  let backends: AttachedBackends
  let memories: MemorySettings
  let jobs: JobSettings
  let consolidation: ConsolidationSetup
  let logger: Logger

  /// Brings the database's schema up to date, then works until a signal asks to stop or the task is
  /// cancelled.
  ///
  /// - Parameter onReady: called as it begins, with the queues that it works on.
  func run(onReady: @escaping @Sendable ([String]) -> Void) async throws {
    _ = try await Migrator(
      url: backends.databaseURL, migrations: DomainMigrations.all, logger: logger
    ).apply()
    let background = try BackgroundParts(
      databaseURL: backends.databaseURL, redis: backends.redis, memories: memories, jobs: jobs,
      consolidation: consolidation, logger: logger)
    try await background.begin()
    // They are shut down from the last to the first.
    let watch = backends.dataDirectory.map {
      AttachmentWatch(dataDirectory: $0, databaseURL: backends.databaseURL)
    }
    let announcement = Announcement { [names = background.queueNames] in onReady(names) }
    try await ServiceGroup(
      services: background.services + (watch.map { [$0] } ?? []) + [announcement],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
    logger.info("stopped working")
  }
}
