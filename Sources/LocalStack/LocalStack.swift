import Foundation
public import Logging

/// A private PostgreSQL and Redis that live as long as this process.
///
/// Both listen on Unix sockets in a private folder only. The data directory is locked: one process
/// at a time runs its stack, others attach to it. Should this process be killed, the kernel tells
/// the servers to shut down; what still runs when the next one starts is stopped first.
public final class LocalStack: Sendable {
  /// libpq's URL of the stack's database, for its superuser.
  public let databaseURL: String
  /// The URL of the stack's Redis, `unix:` and the path of its socket.
  public let redisURL: String
  /// The data directory, absolute.
  public var dataDirectory: String { directory.path }
  /// The PostgreSQL that serves it.
  public let postgres: PostgresBinaries

  private let directory: DataDirectory
  private let runtime: RuntimeDirectory
  private let servers: RunningServers
  private let isTemporary: Bool

  /// Starts the servers and waits until they answer.
  public static func start(
    _ configuration: LocalStackConfiguration, logger: Logger
  ) async throws(LocalStackError) -> LocalStack {
    try await onThread { () throws(LocalStackError) in
      try LocalStack(configuration, isTemporary: false, logger: logger)
    }
  }

  /// Starts a stack on a new, empty data directory in `/tmp` that `stop()` removes.
  ///
  /// Directories of the same purpose whose process was killed are removed first.
  /// - Parameter purpose: part of the directory's name, such as `demo`.
  public static func startTemporary(
    purpose: String, durability: LocalStackConfiguration.Durability, logger: Logger
  ) async throws(LocalStackError) -> LocalStack {
    try await onThread { () throws(LocalStackError) in
      TemporaryDirectories.sweep(purpose: purpose)
      let configuration = LocalStackConfiguration(
        dataDirectory: try TemporaryDirectories.make(purpose: purpose), durability: durability)
      return try LocalStack(configuration, isTemporary: true, logger: logger)
    }
  }

  /// What the living process that runs the stack of `dataDirectory` says of it.
  public static func attach(dataDirectory: String) throws(LocalStackError) -> StackRecord {
    try DataDirectory.attach(dataDirectory)
  }

  /// Stops the servers and removes their sockets; safe to repeat.
  public func stop() async { await Self.onThread { self.stopBlocking() } }

  /// `stop()` for a thread that may block, such as one that runs `atexit` handlers.
  public func stopBlocking() {
    guard servers.stop() else { return }
    runtime.remove()
    directory.unlock()
    if isTemporary { try? FileManager.default.removeItem(atPath: directory.path) }
  }

  /// Waits until a server ends without having been told to, and says which; returns `nil` when the
  /// task is cancelled or the stack is stopped first.
  public func unexpectedExit() async -> LocalStackError? {
    while !Task.isCancelled {
      switch servers.condition {
      case .stopped: return nil
      case .failed(let error): return error
      case .running: try? await Task.sleep(for: .milliseconds(250))
      }
    }
    return nil
  }

  // MARK: Blocking

  private init(
    _ configuration: LocalStackConfiguration, isTemporary: Bool, logger: Logger
  ) throws(LocalStackError) {
    let user = try ServerUser.choose(dataDirectory: configuration.dataDirectory)
    let directory = try DataDirectory(configuration.dataDirectory, user: user)
    let path = directory.path
    let postgresData = path + "/postgresql"
    let postgres = PostgresServer(
      data: postgresData, logPath: path + "/postgresql.log", user: user,
      binaries: try PostgresBinaries.choose(
        override: configuration.postgresBinaries,
        dataVersion: PostgresServer.version(of: postgresData)),
      durability: configuration.durability)
    let redis = RedisServer(data: path + "/redis", logPath: path + "/redis.log", user: user)
    try user.requireAccess("-x", to: postgres.binaries.program("postgres"))

    try postgres.stopOrphans()
    try redis.stopOrphans()
    if let leftover = directory.record?.runtimeDirectory {
      RuntimeDirectory.removeLeftover(leftover, below: configuration.socketBase)
    }
    let runtime = try RuntimeDirectory(below: configuration.socketBase, user: user)
    var record = StackRecord(
      processID: getpid(), databaseURL: nil, redisURL: nil, runtimeDirectory: runtime.path)
    let servers = RunningServers()
    do throws(LocalStackError) {
      try directory.publish(record)
      if PostgresServer.version(of: postgresData) == nil {
        logger.info("making a new PostgreSQL data directory", metadata: ["path": "\(path)"])
        try postgres.initialize()
      }
      logger.info(
        "starting PostgreSQL and Redis",
        metadata: ["postgresql": "\(postgres.binaries.version)", "path": "\(path)"])
      try servers.start(
        "PostgreSQL", stop: PostgresServer.stopLadder, logPath: postgres.logPath
      ) { () throws(LocalStackError) in try postgres.start(in: runtime) }
      try servers.start(
        "Redis", stop: RedisServer.stopLadder, logPath: redis.logPath
      ) { () throws(LocalStackError) in try redis.start(in: runtime) }
      try servers.waitUntilReady(configuration.startTimeout, logger: logger) { name, process in
        name == "Redis" ? redis.isReady(runtime.redisURL) : postgres.isReady(process)
      }
      record.databaseURL = runtime.databaseURL(PostgresServer.database)
      record.redisURL = runtime.redisURL
      try directory.publish(record)
    } catch {
      servers.stop()
      runtime.remove()
      throw error
    }

    databaseURL = runtime.databaseURL(PostgresServer.database)
    redisURL = runtime.redisURL
    self.postgres = postgres.binaries
    self.directory = directory
    self.runtime = runtime
    self.servers = servers
    self.isTemporary = isTemporary
  }

  /// Runs blocking work on a thread of its own, away from the cooperative pool.
  static func onThread<Result: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: .init(catching: body)) }
      thread.name = "engram-stack"
      thread.start()
    }
    return try result.get()
  }
}
