import Foundation

/// The user that PostgreSQL and Redis run as.
///
/// That is ourselves, except for root: PostgreSQL refuses to run as root, so root's stack runs as
/// an unprivileged user.
struct ServerUser: Sendable {
  let name: String
  let userID: uid_t
  let groupID: gid_t
  /// Whether the rights of root have to be dropped first.
  let isDemoted: Bool

  /// Chooses the owner of the data directory `path` where there is one that can be used, else the
  /// system user `engram`, else `postgres`.
  static func choose(dataDirectory path: String) throws(LocalStackError) -> ServerUser {
    var status = stat()
    if geteuid() == 0, unsafe stat(path, &status) == 0, status.st_uid != 0 {
      return try named(find(id: status.st_uid), isDemoted: true)
    }
    return try standard()
  }

  /// The owner of new data directories.
  static func standard() throws(LocalStackError) -> ServerUser {
    guard geteuid() == 0 else {
      return try named(find(id: geteuid()), isDemoted: false)
    }
    return try named(find(name: "engram") ?? find(name: "postgres"), isDemoted: true)
  }

  /// Where the program is that changes users and sets the death signal.
  static func findLauncher() throws(LocalStackError) -> String {
    try Program.find("setpriv", remedy: "Install util-linux: apt-get install util-linux")
  }

  /// The words before a command that make it run as this user and die with the thread that
  /// started it.
  func launcher(deathSignal: String) throws(LocalStackError) -> [String] {
    let pick = [
      "--reuid", "\(userID)", "--regid", "\(groupID)", "--clear-groups", "--no-new-privs",
    ]
    return [try Self.findLauncher()] + (isDemoted ? pick : []) + ["--pdeathsig", deathSignal, "--"]
  }

  /// Gives `path` to this user.
  func own(_ path: String) throws(LocalStackError) {
    guard isDemoted else { return }
    guard unsafe lchown(path, userID, groupID) == 0 else {
      throw LocalStackError(
        .invalidDataDirectory, "could not give \(path) to the user \(name): \(systemError())")
    }
  }

  /// Checks that this user can do `access` (`-x`, `-w` or `-r`) with `path`.
  func requireAccess(_ access: String, to path: String) throws(LocalStackError) {
    guard isDemoted else { return }
    let result = try ChildProcess.run(launcher(deathSignal: "KILL") + ["test", access, path])
    guard result.exit == .status(0) else {
      throw LocalStackError(
        .unusableUser,
        "the user \(name), which PostgreSQL runs as because it refuses to run as root, can't reach \(path)",
        remedy:
          "Use a folder that every user can pass through, such as one below /var/lib or /usr/local."
      )
    }
  }

  private typealias Entry = (name: String, userID: uid_t, groupID: gid_t)

  private static func find(id: uid_t) -> Entry? {
    unsafe find { unsafe getpwuid_r(id, $0, $1, $2, $3) }
  }

  private static func find(name: String) -> Entry? {
    unsafe find { unsafe getpwnam_r(name, $0, $1, $2, $3) }
  }

  private static func find(
    _ lookUp: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32
  ) -> Entry? {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { texts in
      guard let base = texts.baseAddress,
        unsafe lookUp(&entry, base, texts.count, &found) == 0, unsafe found != nil,
        let name = unsafe entry.pw_name
      else { return nil }
      return unsafe (String(cString: name), entry.pw_uid, entry.pw_gid)
    }
  }

  private static func named(
    _ entry: Entry?, isDemoted: Bool
  ) throws(LocalStackError) -> ServerUser {
    guard let entry else {
      throw LocalStackError(
        .unusableUser,
        geteuid() == 0
          ? "PostgreSQL refuses to run as root, and there is no user engram or postgres to run it as"
          : "the user id \(geteuid()) has no name in /etc/passwd, which PostgreSQL demands",
        remedy: geteuid() == 0 ? "scripts/install.sh run as root creates the user engram." : nil)
    }
    return ServerUser(
      name: entry.name, userID: entry.userID, groupID: entry.groupID, isDemoted: isDemoted)
  }
}

/// The text of the C library's last error on this thread.
func systemError(_ code: Int32 = errno) -> String {
  unsafe String(cString: strerror(code))
}
