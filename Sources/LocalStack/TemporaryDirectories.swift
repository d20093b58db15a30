import Foundation

/// Data directories in `/tmp` that live as long as one process.
enum TemporaryDirectories {
  private static let base = "/tmp"

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
    let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    for name in names where name.hasPrefix("engram-\(purpose)-") {
      let path = base + "/" + name
      guard let user = try? ServerUser.choose(dataDirectory: path),
        ownsOrRuns(path, user), let directory = try? DataDirectory(path, user: user)
      else { continue }
      try? Orphans(folder: path + "/postgresql", program: "postgres")
        .stop(leader: nil, [(SIGQUIT, .seconds(5)), (SIGKILL, .seconds(5))])
      try? Orphans(folder: path + "/redis", program: "redis-server")
        .stop(leader: nil, [(SIGKILL, .seconds(5))])
      if let leftover = directory.record?.runtimeDirectory {
        RuntimeDirectory.removeLeftover(leftover)
      }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private static func ownsOrRuns(_ path: String, _ user: ServerUser) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && (status.st_uid == user.userID || status.st_uid == geteuid())
  }
}
