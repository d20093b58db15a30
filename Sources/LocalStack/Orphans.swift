import Foundation

/// Servers of an earlier run that outlived it.
///
/// They are found by their working directory, which both PostgreSQL and Redis set to their data
/// folder: a pid file may name a process that has nothing to do with us.
struct Orphans {
  /// The data folder, absolute and without symbolic links.
  let folder: String
  /// The name of the program as the kernel knows it.
  let program: String

  /// Ids of the living processes.
  func find() -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { pid in
      let process = "/proc/\(pid)"
      return (try? String(contentsOfFile: process + "/comm", encoding: .utf8)) == program + "\n"
        && (try? FileManager.default.destinationOfSymbolicLink(atPath: process + "/cwd")) == folder
    }
  }

  /// Sends each signal in turn, to `leader` alone where it is one of them, until all have ended.
  func stop(
    leader: pid_t?, _ ladder: [(signal: Int32, patience: Duration)]
  ) throws(LocalStackError) {
    for step in ladder {
      let orphans = find()
      for orphan in orphans where orphan == leader || !orphans.contains(where: { $0 == leader }) {
        kill(orphan, step.signal)
      }
      let deadline = ContinuousClock.now + step.patience
      while ContinuousClock.now < deadline {
        if find().isEmpty { return }
        usleep(20_000)
      }
    }
    throw LocalStackError(
      .serverFailed, "\(program) of an earlier run still works in \(folder): \(find())",
      remedy: "Stop it with kill, then start again.")
  }
}
