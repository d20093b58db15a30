public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
public import Wire

/// Serves ttrpc on TCP and Unix sockets.
///
/// Beside the services it is given it has `grpc.health.v1.Health` and
/// `engram.v1.ControlService`. Handlers run on the event loop of their connection.
public final class RPCServer: Service {
  /// What the health service says.
  public let health: Health
  private let configuration: RPCServerConfiguration
  private let context: ServerContext
  private let registry = ConnectionRegistry()
  private let group: MultiThreadedEventLoopGroup = .singleton
  private let onListening: @Sendable ([Endpoint]) -> Void

  /// A server that ``run()`` starts.
  ///
  /// - Parameters:
  ///   - services: What it serves.
  ///   - onListening: Called once clients can connect, with where it listens in the order of the
  ///     configuration, ports filled in.
  public init(
    _ configuration: RPCServerConfiguration,
    services: [ServiceDefinition],
    logger: Logger,
    onListening: @escaping @Sendable ([Endpoint]) -> Void = { _ in }
  ) {
    let control = ServiceDefinition.controlService(ControlService())
    health = Health(services: services.map(\.name) + [control.name])
    self.configuration = configuration
    context = ServerContext(
      dispatcher: Dispatcher(
        services + [
          control.answeringWhileDraining(),
          HealthService(health: health).definition.answeringWhileDraining(),
        ]),
      limits: configuration.connection,
      load: ServerLoad(
        maxConnections: configuration.maxConnections, maxCalls: configuration.maxCallsInFlight),
      logger: logger)
    self.onListening = onListening
  }

  /// Serves until the service group shuts down or the task is cancelled.
  ///
  /// On a graceful shutdown health turns NOT_SERVING, no connection is accepted, new calls get
  /// UNAVAILABLE, calls in flight may end within the drain timeout, and connections are closed as
  /// they fall quiet. On cancellation calls in flight are ended at once.
  ///
  /// - Throws: ``RPCServerError`` when an endpoint can't be listened on.
  public func run() async throws {
    let listeners = try await listen()
    health.setServing(true)
    onListening(listeners.map(\.endpoint))
    let isGraceful = (try? await gracefulShutdown()) != nil
    context.logger.info("shutting down", metadata: ["graceful": "\(isGraceful)"])
    health.shutDown()
    for listener in listeners { await listener.close() }
    await registry.drain(within: isGraceful ? configuration.drainTimeout : .zero)
  }

  /// Opens all endpoints, or none.
  private func listen() async throws -> [Listener] {
    let bootstrap = makeBootstrap()
    var listeners: [Listener] = []
    do {
      for endpoint in configuration.endpoints {
        let listener = try await Listener.open(endpoint, configuration, bootstrap)
        listeners.append(listener)
        context.logger.info("listening", metadata: ["address": "\(listener.endpoint)"])
      }
    } catch {
      for listener in listeners { await listener.close() }
      throw error
    }
    return listeners
  }

  private func makeBootstrap() -> ServerBootstrap {
    let executors = LoopExecutor.forLoops(of: group)
    let highWater = configuration.connection.outboundHighWaterBytes
    let logger = context.logger
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: Listener.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger))
        }
      }
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: max(1, highWater / 4), high: highWater)
      )
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try accept(channel, executors[ObjectIdentifier(channel.eventLoop)])
        }
      }
  }

  /// Sets a connection up; one over the limit is told so, or closed where there are many of them.
  private func accept(_ channel: any Channel, _ executor: LoopExecutor?) throws {
    let load = context.load
    let place = load.connectionOpens()
    channel.closeFuture.whenComplete { _ in load.connectionClosed(place) }
    guard let executor, place != .none else { throw ChannelError.eof }
    if TCPOptions.exist(on: channel) { try TCPOptions.apply(to: channel) }
    let handler = ConnectionHandler(
      server: context, executor: executor,
      admission: place == .served ? .open : .refusing(tooManyConnections))
    try channel.pipeline.syncOperations.addHandler(handler)
    registry.add(channel)
  }

  private var tooManyConnections: RPCStatus {
    .overloaded(
      "the server has \(configuration.maxConnections) connections, the most it may have",
      reason: "SERVER_CONNECTION_LIMIT")
  }
}
