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
  @OptionGroup var logging: LogOptions

  func validate() throws { _ = try serverConfiguration() }

  func run() async throws {
    let server = try serverConfiguration()
    let logger = try logging.logger()
    let database = try backends.database()
    let redis = try backends.redis()
    warnOfUnknownVariables(logger)
    do { try await server.validate() } catch { throw ValidationError("\(error)") }

    guard let database else {
      return try await serve(server, on: backends.stack.configuration(), logger)
    }
    if let redis { try await RedisCheck.version(of: redis) }
    try await serve(server, database: database, stack: nil, logger)
  }

  private func serve(
    _ server: RPCServerConfiguration, on configuration: LocalStackConfiguration, _ logger: Logger
  ) async throws {
    let stack = try await LocalStack.start(configuration, logger: logger)
    do {
      try await serve(server, database: stack.databaseURL, stack: stack, logger)
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
  }

  private func serve(
    _ server: RPCServerConfiguration, database: String, stack: LocalStack?, _ logger: Logger
  ) async throws {
    let serving = Serving(
      configuration: server, databaseURL: database, stack: stack, logger: logger)
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

  /// A mistyped variable would otherwise be ignored in silence. Kubernetes sets some of its own
  /// for a service that is called `engram`.
  private func warnOfUnknownVariables(_ logger: Logger) {
    let known = Set(Settings.all.map(\.variable))
    for name in ProcessInfo.processInfo.environment.keys.sorted()
    where name.hasPrefix("ENGRAM_") && !known.contains(name)
      && !name.hasPrefix("ENGRAM_SERVICE_") && !name.hasPrefix("ENGRAM_PORT")
    {
      logger.warning("unknown environment variable", metadata: ["name": "\(name)"])
    }
  }
}
