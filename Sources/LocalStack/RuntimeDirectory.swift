import Foundation

/// The short-lived private folder that holds the Unix sockets.
///
/// It is apart from the data, because a socket's path may have at most 107 bytes and some network
/// file systems can't hold sockets; its name is new each time, so nobody can be there first.
struct RuntimeDirectory: Sendable {
  /// The longest path that fits a `sockaddr_un`, without its NUL.
  static let maxSocketPathBytes = 107

  let path: String

  /// Makes the folder below `base`, mode 0700, owned by `user`.
  init(below base: String, user: ServerUser) throws(LocalStackError) {
    try Self.check(base)
    guard let name = unsafe strdup(base + Self.template) else {
      throw Self.unusable(base, systemError())
    }
    defer { unsafe free(name) }
    guard unsafe mkdtemp(name) != nil else { throw Self.unusable(base, systemError()) }
    path = unsafe String(cString: name)
    try user.own(path)
    try user.requireAccess("-w", to: path)
  }

  /// Checks that a folder can be made below `base` and that its sockets' paths fit.
  static func check(_ base: String) throws(LocalStackError) {
    let bytes = (base + template + "/" + postgresSocketName).utf8.count
    guard bytes <= maxSocketPathBytes else {
      throw unusable(
        base,
        "the socket's path would have \(bytes) bytes, and at most \(maxSocketPathBytes) are possible"
      )
    }
    guard FileManager.default.isWritableFile(atPath: base) else {
      throw unusable(base, "it is not there or can't be written")
    }
  }

  /// Removes what an earlier run left at `path`, if it is a folder that `init` makes below `base`.
  static func removeLeftover(_ path: String, below base: String) {
    let prefix = base + "/engram-"
    guard path.hasPrefix(prefix), path.utf8.count == (base + template).utf8.count,
      !path.utf8.dropFirst(prefix.utf8.count).contains(UInt8(ascii: "/"))
    else { return }
    try? FileManager.default.removeItem(atPath: path)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static let template = "/engram-XXXXXX"

  /// The name is PostgreSQL's rule: the port is part of it.
  static let postgresSocketName = ".s.PGSQL.5432"

  var redisSocket: String { path + "/redis.sock" }

  /// libpq's URL for a database of the stack's PostgreSQL.
  func databaseURL(_ database: String) -> String {
    let host = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
    return "postgresql:///\(database)?host=\(host)&user=\(PostgresServer.superuser)"
  }

  var redisURL: String { "unix:" + redisSocket }

  private static func unusable(_ base: String, _ reason: String) -> LocalStackError {
    LocalStackError(
      .invalidRuntimeDirectory, "no folder for sockets can be made in \(base): \(reason)",
      remedy: "Set --runtime-dir to a short path that can be written.")
  }
}
