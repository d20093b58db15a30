import Foundation

/// Data directories in `/tmp` that live as long as one process.
enum TemporaryDirectories {
  private static let base = "/tmp"
  /// A younger one may have been made by a process that has yet to lock it.
  private static let minAgeSeconds = 60

  /// Makes an empty one.
  static func make(purpose: String) throws(LocalStackError) -> String {
    let template = "\(base)/engram-\(purpose)-XXXXXX"
    guard let name = unsafe strdup(template) else {
      throw LocalStackError(.invalidDataDirectory, systemError())
    }
    defer { unsafe free(name) }
    guard unsafe mkdtemp(name) != nil else {
      throw LocalStackError(.invalidDataDirectory, "no folder in \(base): \(systemError())")
    }
    return unsafe String(cString: name)
  }

  /// Removes those whose process is gone, servers that outlived it included.
  static func sweep(purpose: String) {
    guard let user = try? ServerUser.standard() else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    for name in names where name.hasPrefix("engram-\(purpose)-") {
      let path = base + "/" + name
      guard isLeftover(path, of: user), let directory = try? DataDirectory(path, user: user)
      else { continue }
      try? Orphans(folder: path + "/postgresql", program: "postgres")
        .stop(leader: nil, [(SIGQUIT, .seconds(5)), (SIGKILL, .seconds(5))])
      try? Orphans(folder: path + "/redis", program: "redis-server")
        .stop(leader: nil, [(SIGKILL, .seconds(5))])
      if let leftover = directory.record?.runtimeDirectory {
        RuntimeDirectory.removeLeftover(leftover, below: LocalStackConfiguration().socketBase)
      }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  /// Whether `path` is a folder that `make` made, here or as another process of ours, some time
  /// ago. Anybody can make folders in `/tmp`: what others own is not ours to open or remove.
  static func isLeftover(_ path: String, of user: ServerUser) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && (status.st_uid == user.userID || status.st_uid == geteuid())
      && time(nil) - status.st_mtim.tv_sec >= minAgeSeconds
  }
}
