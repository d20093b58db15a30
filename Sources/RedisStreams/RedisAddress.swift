import Foundation

/// Where a Redis is and how to log in, parsed from a URL.
public struct RedisAddress: Sendable, Hashable {
  /// The way to the server.
  public enum Transport: Sendable, Hashable {
    /// A host name or IP address and a port.
    case tcp(host: String, port: Int32)
    /// The path of a Unix socket.
    case unix(path: String)
  }

  /// The way to the server.
  public let transport: Transport
  /// The user to log in as; `nil` is Redis' user `default`.
  public let username: String?
  /// The password; `nil` when there is no login.
  public let password: String?
  /// The number of the database.
  public let database: Int

  /// Parses `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]` or `unix:/PATH`.
  public init(_ url: String) throws(RedisError) {
    if url.hasPrefix("unix:") {
      let path = String(url.dropFirst("unix:".count))
      guard path.hasPrefix("/") else { throw Self.invalid("unix: needs an absolute path") }
      transport = .unix(path: path)
      username = nil
      password = nil
      database = 0
      return
    }
    guard let parts = URLComponents(string: url), let scheme = parts.scheme else {
      throw Self.invalid(Self.expectation)
    }
    guard scheme != "rediss" else {
      throw Self.invalid("rediss:// is not possible, because hiredis 0.14 has no TLS")
    }
    guard scheme == "redis", let host = parts.host, !host.isEmpty,
      parts.query == nil, parts.fragment == nil
    else { throw Self.invalid(Self.expectation) }
    guard let port = Int32(exactly: parts.port ?? 6379), (1...65535).contains(port) else {
      throw Self.invalid("the port must be 1 to 65535")
    }
    let number = parts.path.drop { $0 == "/" }
    guard let database = number.isEmpty ? 0 : Int(number), database >= 0 else {
      throw Self.invalid("the database must be a number, such as redis://\(host):\(port)/0")
    }
    // An IPv6 address is in brackets in a URL, and without them everywhere else.
    transport = .tcp(host: host.trimmingCharacters(in: ["[", "]"]), port: port)
    username = parts.user.flatMap { $0.isEmpty ? nil : $0 }
    password = parts.password
    self.database = database
  }

  private static let expectation =
    "expected redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE] or unix:/PATH"

  private static func invalid(_ reason: String) -> RedisError {
    RedisError(.invalidURL, attempted: "reading the Redis URL", reason: reason)
  }
}

extension RedisAddress: CustomStringConvertible {
  /// The address without user and password, for people and logs.
  public var description: String {
    switch transport {
    case .tcp(let host, let port): "redis://\(host):\(port)/\(database)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
