import CHiredis
import Glibc

/// One blocking connection to Redis; owns a `redisContext`.
///
/// Every call waits for the network: use it on a thread of its own, never on the cooperative pool.
/// After a `RedisError` whose code is `connectionLost` the connection is of no more use.
@safe public struct RedisConnection: ~Copyable {
  private let context: UnsafeMutablePointer<redisContext>
  private let address: RedisAddress

  /// Connects, logs in and selects the database.
  ///
  /// - Parameter timeout: the most that connecting may take, and after that each reply.
  public static func connect(
    to address: RedisAddress, timeout: Duration
  ) throws(RedisError) -> RedisConnection {
    Self.ignoresBrokenPipes
    let (seconds, attoseconds) = timeout.components
    let limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    let context: UnsafeMutablePointer<redisContext>? =
      switch address.transport {
      case .tcp(let host, let port): unsafe redisConnectWithTimeout(host, port, limit)
      case .unix(let path): unsafe redisConnectUnixWithTimeout(path, limit)
      }
    let attempt = "connecting to \(address)"
    guard let context = unsafe context else {
      throw RedisError(.unreachable, attempted: attempt, reason: "out of memory")
    }
    let connection = unsafe RedisConnection(adopting: context, address: address)
    guard unsafe context.pointee.err == 0, unsafe redisSetTimeout(context, limit) == REDIS_OK else {
      throw RedisError(.unreachable, attempted: attempt, reason: connection.reason)
    }
    if let password = address.password {
      try connection.command(["AUTH"] + (address.username.map { [$0] } ?? []) + [password])
    }
    if address.database != 0 { try connection.command(["SELECT", "\(address.database)"]) }
    return connection
  }

  /// hiredis writes to a connection that Redis has closed, which would end the process.
  private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  private init(adopting context: UnsafeMutablePointer<redisContext>, address: RedisAddress) {
    unsafe self.context = unsafe context
    self.address = address
  }

  deinit { unsafe redisFree(context) }

  /// Sends one command and waits for its reply.
  ///
  /// - Parameter arguments: the command's name and its arguments, each of any bytes.
  @discardableResult
  public func command(_ arguments: [[UInt8]]) throws(RedisError) -> RedisReply {
    let attempt = "\(String(decoding: arguments.first ?? [], as: UTF8.self)) at \(address)"
    guard let reply = unsafe send(arguments) else {
      throw RedisError(.connectionLost, attempted: attempt, reason: reason)
    }
    defer { unsafe freeReplyObject(reply) }
    let answer = unsafe RedisReply(copying: reply)
    if case .error(let reason) = answer {
      throw RedisError(.refused, attempted: attempt, reason: reason)
    }
    return answer
  }

  /// Sends one command of texts and waits for its reply.
  @discardableResult
  public func command(_ arguments: [String]) throws(RedisError) -> RedisReply {
    try command(arguments.map { Array($0.utf8) })
  }

  /// Asks whether the server answers; it does not while it is loading its data.
  public func ping() throws(RedisError) {
    let reply = try command(["PING"])
    guard reply == .status("PONG") else { throw unexpected(reply, to: "PING") }
  }

  /// The server's version, such as `7.0.15`.
  public func serverVersion() throws(RedisError) -> String {
    let reply = try command(["INFO", "server"])
    let field = "redis_version:"
    let line = reply.text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix(field) }
    guard let line else { throw unexpected(reply, to: "INFO") }
    return String(line.dropFirst(field.count))
  }

  /// Lends the arguments to hiredis, which copies them, and returns its reply for us to free.
  private func send(_ arguments: [[UInt8]]) -> UnsafeMutablePointer<redisReply>? {
    let joined = arguments.flatMap(\.self)
    let lengths = arguments.map(\.count)
    return unsafe joined.withUnsafeBytes { bytes in
      var offset = 0
      // An empty buffer has no address, and a length of zero needs none.
      let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      var starts: [UnsafePointer<CChar>?] = unsafe []
      for length in lengths {
        unsafe starts.append(base.map { unsafe $0 + offset })
        offset += length
      }
      let reply = unsafe redisCommandArgv(context, Int32(lengths.count), &starts, lengths)
      return unsafe reply?.assumingMemoryBound(to: redisReply.self)
    }
  }

  /// What hiredis says of the last failure.
  private var reason: String {
    unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
      let text = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      return text.isEmpty ? "the connection is closed" : text
    }
  }

  func unexpected(_ reply: RedisReply, to command: String) -> RedisError {
    RedisError(
      .unexpectedReply, attempted: "\(command) at \(address)",
      reason: "Redis answered something else than expected")
  }
}
