import Foundation
import RedisStreams

/// The private Redis: how it is started, watched and stopped.
///
/// It holds wake-ups of jobs, which PostgreSQL owns: losing one second of it costs a publication,
/// so the append-only file is synced every second; evicting anything is never right.
struct RedisServer {
  let data: String
  let logPath: String
  let user: ServerUser

  static let stopLadder: [(signal: Int32, patience: Duration)] = [
    (SIGTERM, .seconds(10)), (SIGKILL, .seconds(5)),
  ]

  /// Where Redis is installed.
  static func find() throws(LocalStackError) -> String {
    try Program.find(
      "redis-server",
      remedy: "Run scripts/install.sh run, or: apt-get install redis-server")
  }

  /// Starts the server with its socket in `runtime`.
  func start(in runtime: RuntimeDirectory) throws(LocalStackError) -> ChildProcess {
    let program = try Self.find()
    try makeFolder()
    return try LogFile.withDescriptor(logPath) { output throws(LocalStackError) in
      try ChildProcess(
        try user.launcher(deathSignal: "TERM") + [
          program, "--port", "0", "--unixsocket", runtime.redisSocket, "--unixsocketperm", "700",
          "--dir", data, "--daemonize", "no", "--loglevel", "warning",
          "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
          "--maxmemory-policy", "noeviction",
        ],
        output: output)
    }
  }

  /// Whether the server at `url` answers.
  func isReady(_ url: String) -> Bool {
    guard let address = try? RedisAddress(url),
      let connection = try? RedisConnection.connect(to: address, timeout: .seconds(1))
    else { return false }
    return (try? connection.ping()) != nil
  }

  /// Ends what an earlier run left working on this data.
  func stopOrphans() throws(LocalStackError) {
    let orphans = Orphans(folder: data, program: "redis-server")
    try orphans.stop(leader: nil, Self.stopLadder)
  }

  private func makeFolder() throws(LocalStackError) {
    guard unsafe mkdir(data, 0o700) == 0 || errno == EEXIST else {
      throw LocalStackError(.serverFailed, "could not make \(data): \(systemError())")
    }
    try user.own(data)
  }
}
