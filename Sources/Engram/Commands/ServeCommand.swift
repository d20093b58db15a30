import ArgumentParser
import Foundation
import LocalStack
import Logging
import Postgres
import RPCServer
import RedisStreams
import Wire

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve until SIGTERM or SIGINT.",
    discussion: """
      Prints one line on standard output when clients can connect; everything else goes to \
      standard error.
      """)

  @Option(name: Settings.listen.name, help: Settings.listen.help)
  var listen: [String] = []
  @Flag(name: Settings.allowUnauthenticated.name, help: Settings.allowUnauthenticated.help)
  var allowUnauthenticated = false
  @OptionGroup var backends: BackendOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var embeddings: EmbeddingOptions
  @OptionGroup var chat: ChatOptions
  @OptionGroup var rate: LLMRateOptions
  @OptionGroup var memories: MemoryOptions
  @OptionGroup var documents: DocumentOptions
  @OptionGroup var jobs: JobOptions
  @OptionGroup var consolidation: ConsolidationOptions
  @OptionGroup var logging: LogOptions

  func validate() throws { _ = try serverConfiguration() }

  func run() async throws {
    var server = try serverConfiguration()
    let logger = try logging.logger()
    try threads.applyEventLoops()
    let database = try backends.database()
    let redis = try backends.redis()
    UnknownVariables.warn(logger)
    fitToOpenFiles(&server, logger)
    do { try await server.validate() } catch { throw ValidationError("\(error)") }

    guard let database else {
      return try await serve(server, on: backends.stack.configuration(), logger)
    }
    if let redis { try await RedisCheck.version(of: redis) }
    try await serve(server, database: database, redis: redis, stack: nil, logger)
  }

  private func serve(
    _ server: RPCServerConfiguration, on configuration: LocalStackConfiguration, _ logger: Logger
  ) async throws {
    let stack = try await LocalStack.start(configuration, logger: logger)
    do {
      try await serve(
        server, database: stack.databaseURL, redis: RedisAddress(stack.redisURL), stack: stack,
        logger)
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
  }

  private func serve(
    _ server: RPCServerConfiguration, database: String, redis: RedisAddress?, stack: LocalStack?,
    _ logger: Logger
  ) async throws {
    let serving = Serving(
      configuration: server, databaseURL: database,
      databaseConnections: try threads.databaseConnectionCount(), redis: redis,
      memories: try embeddings.memorySettings(memories), chunks: try documents.rules(),
      jobs: try jobs.settings(),
      consolidation: try consolidation.settings(chat, rate), stack: stack, logger: logger)
    try await serving.run { endpoints in
      let addresses = endpoints.map(\.description).joined(separator: ", ")
      StandardOutput.line("engram \(EngramCommand.version) serving on \(addresses)")
    }
  }

  private func serverConfiguration() throws -> RPCServerConfiguration {
    let given = Settings.listen.given(listen)
    let endpoints = try given.map { try $0.parse { try Endpoint(parsing: $0) } }
    var configuration = RPCServerConfiguration(
      endpoints: endpoints.isEmpty ? [AddressOptions.standard] : endpoints)
    configuration.allowUnauthenticated = try Settings.allowUnauthenticated.isOn(
      allowUnauthenticated)
    return configuration
  }

  /// Raises the limit of open files, and has no more connections served than that allows: where
  /// none is left, clients wait unanswered and lost connections to the database stay lost.
  private func fitToOpenFiles(_ server: inout RPCServerConfiguration, _ logger: Logger) {
    let before = OpenFileLimit.now.current
    let limit = OpenFileLimit.raise().current
    if limit > before {
      logger.info(
        "raised the limit of open files", metadata: ["from": "\(before)", "to": "\(limit)"])
    }
    let room = Int(clamping: limit) - Self.otherOpenFiles
    guard room < server.maxConnections else { return }
    server.maxConnections = max(room, 1)
    logger.warning(
      "the limit of open files lets fewer connections be served",
      metadata: ["limit": "\(limit)", "connections": "\(server.maxConnections)"])
  }

  /// What is open beside the connections that are served: those that are refused, the database's,
  /// event loops, logs.
  private static let otherOpenFiles = 128
}
