import Foundation

/// How to run a private PostgreSQL and Redis.
public struct LocalStackConfiguration: Sendable {
  /// What the stack promises about committed data when the machine loses power.
  public enum Durability: Sendable {
    /// Every commit waits for the disk. What users want.
    case full
    /// Nothing waits for the disk: a crash of the machine may lose or break everything. For tests.
    case none
  }

  /// Where the data lives. Made if it is missing; mode 0700.
  public var dataDirectory: String
  /// Where the short-lived folder with the Unix sockets is made; `nil` takes `/run` for root, and
  /// `$XDG_RUNTIME_DIR`, if it is this user's and can be written, or else `/tmp` for other users.
  public var runtimeDirectory: String?
  /// The folder with PostgreSQL's programs; `nil` looks where systems and `scripts/install.sh` put
  /// them.
  public var postgresBinaries: String?
  /// What is promised about committed data.
  public var durability: Durability
  /// How long PostgreSQL may take until it answers, recovery after a crash included.
  public var startTimeout: Duration

  /// Creates a configuration.
  public init(
    dataDirectory: String = Self.defaultDataDirectory,
    runtimeDirectory: String? = nil,
    postgresBinaries: String? = nil,
    durability: Durability = .full,
    startTimeout: Duration = .seconds(300)
  ) {
    self.dataDirectory = dataDirectory
    self.runtimeDirectory = runtimeDirectory
    self.postgresBinaries = postgresBinaries
    self.durability = durability
    self.startTimeout = startTimeout
  }

  /// `/var/lib/engram` for root; for other users `engram` in `$XDG_DATA_HOME`, which is
  /// `~/.local/share` by default.
  public static var defaultDataDirectory: String {
    if geteuid() == 0 { return "/var/lib/engram" }
    let dataHome = ProcessInfo.processInfo.environment["XDG_DATA_HOME"] ?? ""
    // The specification says that a relative path is to be ignored.
    let base = dataHome.hasPrefix("/") ? dataHome : NSHomeDirectory() + "/.local/share"
    return base + "/engram"
  }

  var socketBase: String {
    if let runtimeDirectory { return runtimeDirectory }
    if geteuid() == 0 { return "/run" }
    let given = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"]
    return given.flatMap { Self.isOwnFolder($0) ? $0 : nil } ?? "/tmp"
  }

  /// Whether `path` is absolute, and a folder of this user that can be written. After `su`, the
  /// environment still names the folder of another user.
  static func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe path.hasPrefix("/") && stat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
      && access(path, W_OK | X_OK) == 0
  }
}
