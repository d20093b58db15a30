import Foundation

/// The private PostgreSQL: how its data is made, how it is started, watched and stopped.
///
/// It listens on a Unix socket only. Who may connect is checked twice: the socket's folder is
/// private, and `peer` authentication lets in root and the user that the server runs as.
struct PostgresServer {
  static let superuser = "engram"
  static let database = "engram"

  let data: String
  let logPath: String
  let user: ServerUser
  let binaries: PostgresBinaries
  let durability: LocalStackConfiguration.Durability

  /// Fast shutdown, then immediate, which costs the next start a recovery, then by force.
  static let stopLadder: [(signal: Int32, patience: Duration)] = [
    (SIGINT, .seconds(30)), (SIGQUIT, .seconds(10)), (SIGKILL, .seconds(5)),
  ]

  /// The major version that made the data in `folder`; `nil` where there is none yet.
  static func version(of folder: String) -> String? {
    let text = try? String(contentsOfFile: folder + "/PG_VERSION", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Makes the data directory and in it the database, all or nothing.
  func initialize() throws(LocalStackError) {
    let fresh = data + ".new"
    try? FileManager.default.removeItem(atPath: fresh)
    let isDurable = durability == .full
    try run(
      [
        binaries.program("initdb"), "--pgdata", fresh, "--username", Self.superuser,
        "--encoding", "UTF8", "--locale", "C", "--auth", "peer", "--no-instructions",
      ] + (isDurable ? ["--data-checksums"] : ["--no-sync"]))
    try PlainFile.write(Self.tuning, to: fresh + "/postgresql.conf", appending: true)
    let sql = fresh + "/create-database.sql"
    try write("CREATE DATABASE \(Self.database)\n", to: sql)
    try run(
      [binaries.program("postgres"), "--single", "-D", fresh, "postgres"]
        + settings(["fsync": isDurable ? "on" : "off"]),
      input: sql)
    try? FileManager.default.removeItem(atPath: sql)
    guard unsafe rename(fresh, data) == 0 else {
      throw LocalStackError(.serverFailed, "could not rename \(fresh): \(systemError())")
    }
  }

  /// Starts the server with its socket in `runtime`.
  func start(in runtime: RuntimeDirectory) throws(LocalStackError) -> ChildProcess {
    // The folder's lock is ours and no server works in it, so this can only be stale. PostgreSQL
    // itself would refuse to start when another process happens to have the id in it.
    try? FileManager.default.removeItem(atPath: data + "/postmaster.pid")
    try write("local all all peer map=engram\n", to: data + "/pg_hba.conf")
    let names = Set(["root", user.name]).sorted()
    try write(
      names.map { "engram \($0) \(Self.superuser)\n" }.joined(), to: data + "/pg_ident.conf")
    var required = [
      "listen_addresses": "", "port": "5432", "unix_socket_directories": runtime.path,
      "unix_socket_permissions": "0700",
    ]
    if durability == .none {
      required.merge([
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
        "shared_buffers": "64MB",
      ]) { $1 }
    }
    return try LogFile.withDescriptor(logPath) { output throws(LocalStackError) in
      try ChildProcess(
        try user.launcher(deathSignal: "INT")
          + [binaries.program("postgres"), "-D", data] + settings(required),
        output: output)
    }
  }

  /// Whether the server, which is `process`, takes connections: what `pg_ctl --wait` looks at.
  func isReady(_ process: ChildProcess) -> Bool {
    guard let text = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8) else {
      return false
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.count >= 8 && pid_t(lines[0]) == process.processID
      && lines[7].hasPrefix("ready")
  }

  /// Ends what an earlier run left working on this data.
  func stopOrphans() throws(LocalStackError) {
    let orphans = Orphans(folder: data, program: "postgres")
    let pidFile = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
    let leader = pidFile?.split(separator: "\n").first.flatMap { pid_t($0) }
    try orphans.stop(leader: leader, Self.stopLadder)
  }

  /// What the owner of the data may change in `postgresql.conf`.
  private static let tuning = """

    # Engram's choice for a small server; change what you like.
    max_connections = 800
    shared_buffers = 256MB
    max_wal_size = 2GB
    checkpoint_timeout = 15min
    wal_compression = on
    random_page_cost = 1.1
    # Statements are planned for what tables hold: young ones grow many times over in a minute.
    autovacuum_naptime = 5s
    # Engram's statements are short: compiling them costs more than it saves.
    jit = off
    timezone = 'UTC'
    log_timezone = 'UTC'
    # Statements and values do not belong in a log.
    log_error_verbosity = terse
    log_min_error_statement = panic

    """

  private func settings(_ values: [String: String]) -> [String] {
    values.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }

  private func run(_ command: [String], input: String = "/dev/null") throws(LocalStackError) {
    let result = try ChildProcess.run(
      try user.launcher(deathSignal: "KILL") + command, input: input)
    guard result.exit == .status(0) else {
      throw LocalStackError(
        .serverFailed, "\(command[0]) failed (\(result.exit)): \(LogFile.tail(of: result.output))")
    }
  }

  private func write(_ text: String, to path: String) throws(LocalStackError) {
    try PlainFile.write(text, to: path)
    try user.own(path)
  }
}
