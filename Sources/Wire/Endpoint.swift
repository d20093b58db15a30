/// Where a server listens, or a client connects to.
public enum Endpoint: Sendable, Hashable {
  /// A TCP port. `host` is a name or an address, without brackets.
  case tcp(host: String, port: Int)
  /// A Unix socket, by the path of its file.
  case unix(path: String)

  /// Longest path of a Unix socket, in bytes: what `sockaddr_un` holds beside its NUL.
  public static let maxUnixPathBytes = 107

  /// Reads `HOST:PORT`, `[IPV6]:PORT` or `unix:PATH`.
  public init(parsing text: String) throws(EndpointError) {
    if text.hasPrefix("unix:") {
      self = try Self.parseUnix(String(text.dropFirst("unix:".count)), in: text)
    } else {
      self = try Self.parseTCP(text)
    }
  }

  private static func parseUnix(_ path: String, in text: String) throws(EndpointError) -> Endpoint {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw EndpointError(text: text, reason: "the path after unix: is empty or holds a NUL")
    }
    guard path.utf8.count <= maxUnixPathBytes else {
      throw EndpointError(
        text: text,
        reason:
          "the path is \(path.utf8.count) bytes long, at most \(maxUnixPathBytes) are possible"
      )
    }
    return .unix(path: path)
  }

  private static func parseTCP(_ text: String) throws(EndpointError) -> Endpoint {
    guard let colon = text.lastIndex(of: ":") else {
      throw EndpointError(text: text, reason: "the port is missing")
    }
    let host = try parseHost(text[..<colon], in: text)
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let port = UInt16(digits)
    else {
      throw EndpointError(text: text, reason: "the port is not a number from 0 to 65535")
    }
    return .tcp(host: host, port: Int(port))
  }

  private static func parseHost(
    _ host: Substring, in text: String
  ) throws(EndpointError) -> String {
    if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 2 {
      return String(host.dropFirst().dropLast())
    }
    guard !host.isEmpty else {
      throw EndpointError(text: text, reason: "the host is missing")
    }
    guard !host.contains(where: { ":[]/".contains($0) || $0.isWhitespace }) else {
      throw EndpointError(
        text: text, reason: "the host is not a name or an address (IPv6 goes in brackets)")
    }
    return String(host)
  }
}

extension Endpoint: CustomStringConvertible {
  /// The form that ``init(parsing:)`` reads.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}

/// A text that names no ``Endpoint``.
public struct EndpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text that was read.
  public let text: String
  /// What is wrong with it.
  public let reason: String

  public var description: String {
    "`\(text)` is not an address: \(reason); expected HOST:PORT, [IPV6]:PORT or unix:PATH"
  }
}
