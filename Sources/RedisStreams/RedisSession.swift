/// One connection to Redis for many tasks, made anew for ever whenever it is lost.
///
/// Calls run one after another on a thread of its own, and wait for the network there; a cancelled
/// task waits too. While there is no connection they fail at once, except for the one that tries
/// again when its time has come, after waits that grow up to a limit and are jittered.
public actor RedisSession {
  private static let firstDelay = Duration.milliseconds(50)

  private let executor = BlockingExecutor(label: "engram.redis.session")
  private let address: RedisAddress
  private let timeout: Duration
  private let maxDelay: Duration
  private var connection: RedisConnection?
  private var delay = firstDelay
  private var nextAttempt = ContinuousClock.now

  /// Connections that have been made so far: more than one means that one was lost.
  public private(set) var connectCount = 0

  /// The thread its calls run on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// A session that connects when it is first used.
  ///
  /// - Parameter timeout: the most that connecting and each reply may take; longer than reads block.
  /// - Parameter maxDelay: the longest wait between two attempts to connect.
  public init(
    _ address: RedisAddress, timeout: Duration = .seconds(5), maxDelay: Duration = .seconds(2)
  ) {
    self.address = address
    self.timeout = timeout
    self.maxDelay = maxDelay
  }

  /// Runs `body` on the connection.
  ///
  /// Throws what `body` does, or `unreachable` when there is no connection now. After
  /// `connectionLost` a command may have been executed or not.
  public func run<Result: Sendable>(
    _ body: @Sendable (borrowing RedisConnection) throws(RedisError) -> Result
  ) throws(RedisError) -> Result {
    if connection == nil { try connect() }
    do throws(RedisError) {
      guard let result = try connection?.lend(body) else { throw absence }
      delay = Self.firstDelay
      return result
    } catch {
      if error.isRetriable || error.saysWrongServer { lose() }
      throw error
    }
  }

  private func connect() throws(RedisError) {
    guard ContinuousClock.now >= nextAttempt else { throw absence }
    do throws(RedisError) {
      connection = try .connect(to: address, timeout: timeout)
      connectCount += 1
    } catch {
      lose()
      throw error
    }
  }

  private func lose() {
    connection = nil
    nextAttempt = .now + delay * .random(in: 0...1)
    delay = min(delay * 2, maxDelay)
  }

  private var absence: RedisError {
    RedisError(
      .unreachable, attempted: "connecting to \(address)", reason: "the next attempt is due later")
  }
}

extension RedisConnection {
  fileprivate func lend<Result>(
    _ body: (borrowing RedisConnection) throws(RedisError) -> Result
  ) throws(RedisError) -> Result {
    try body(self)
  }
}
