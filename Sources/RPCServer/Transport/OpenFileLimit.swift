import Glibc

/// How many files and sockets this process may have open: each connection takes one.
public struct OpenFileLimit: Sendable, Hashable {
  /// What the process may have open now, the *soft* limit.
  public let current: UInt
  /// What it may raise that to, the *hard* limit.
  public let highest: UInt

  /// The limit now.
  public static var now: OpenFileLimit {
    var limit = rlimit()
    _ = unsafe getrlimit(resource, &limit)
    return OpenFileLimit(current: limit.rlim_cur, highest: limit.rlim_max)
  }

  /// Raises the limit as far as it goes and returns what it is then.
  ///
  /// Systems start programs with room for 1,024, for the sake of those that use `select`.
  public static func raise() -> OpenFileLimit {
    var limit = rlimit(rlim_cur: now.highest, rlim_max: now.highest)
    _ = unsafe setrlimit(resource, &limit)
    return now
  }

  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
