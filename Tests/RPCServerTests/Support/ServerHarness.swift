import Logging
import RPCServer
import ServiceLifecycle
import Synchronization
import Wire

/// A server on a port of its own, and clients for it.
struct TestServer: Sendable {
  let endpoint: Endpoint
  let record: TestService.Record
  let health: Health
  let group: ServiceGroup

  func connect(receiveBuffer: CInt = 0) throws -> RawClient {
    try RawClient(to: endpoint, receiveBuffer: receiveBuffer)
  }

  /// Begins a graceful shutdown.
  func shutDown() async { await group.triggerGracefulShutdown() }
}

/// Runs a server for the time of `body`.
func withServer(
  on endpoint: Endpoint = .tcp(host: "127.0.0.1", port: 0),
  _ adjust: (inout RPCServerConfiguration) -> Void = { _ in },
  _ body: @escaping @Sendable (TestServer) async throws -> Void
) async throws {
  var configuration = RPCServerConfiguration(endpoints: [endpoint])
  adjust(&configuration)
  let service = TestService()
  let (listening, announce) = AsyncStream.makeStream(of: [Endpoint].self)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let server = RPCServer(configuration, services: [service.definition], logger: logger) {
    announce.yield($0)
  }
  let group = ServiceGroup(
    configuration: .init(
      services: [
        .init(
          service: server, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .cancelGroup)
      ],
      logger: logger))

  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask {
      defer { announce.finish() }
      do { try await group.run() } catch is CancellationError {}
    }
    for await endpoints in listening {
      try await body(
        TestServer(
          endpoint: endpoints[0], record: service.record, health: server.health, group: group))
      break
    }
    tasks.cancelAll()
    try await tasks.waitForAll()
  }
}
