import Foundation

/// What a running stack tells other processes, kept as JSON in the lock file.
public struct StackRecord: Sendable, Codable {
  /// The process that runs the stack.
  public var processID: Int32
  /// Where its PostgreSQL answers; `nil` while it is starting.
  public var databaseURL: String?
  /// Where its Redis answers; `nil` while it is starting.
  public var redisURL: String?
  /// The folder with its sockets; `nil` before there is one.
  var runtimeDirectory: String?
}

/// A data directory, locked for this process: owns the lock and the file that holds it.
///
/// The kernel drops the lock when the process ends, however it ends, so a lock that is held means
/// a living process. The servers do not inherit it.
struct DataDirectory: ~Copyable, Sendable {
  /// Absolute and without symbolic links: what the servers see as their working directory.
  let path: String
  private let lock: Int32

  private static let lockName = "engram.lock"

  /// Makes the directory if it is missing, and locks it.
  init(_ requested: String, user: ServerUser) throws(LocalStackError) {
    let path = try Self.prepare(requested, user: user)
    let lockPath = path + "/" + Self.lockName
    let lock = PlainFile.open(lockPath, O_RDWR | O_CREAT)
    guard lock >= 0 else { throw Self.unusable(path, "its lock can't be opened: \(systemError())") }
    guard Self.acquire(lock) else {
      defer { close(lock) }
      let holder = Self.record(lock).map { "process \($0.processID)" } ?? "another process"
      throw LocalStackError(
        .dataDirectoryInUse,
        "the data directory \(path) is in use by \(holder)",
        remedy: "Stop that process, or choose another --data-dir.")
    }
    self.path = path
    self.lock = lock
  }

  deinit { close(lock) }

  /// Gives the directory free before the value ends.
  func unlock() {
    ftruncate(lock, 0)
    flock(lock, LOCK_UN)
  }

  /// What the holder of the lock said last, or the one before it.
  var record: StackRecord? { Self.record(lock) }

  /// Publishes `record` to the processes that attach.
  func publish(_ record: StackRecord) throws(LocalStackError) {
    do {
      let bytes = [UInt8](try JSONEncoder().encode(record)) + [UInt8(ascii: "\n")]
      guard unsafe pwrite(lock, bytes, bytes.count, 0) == bytes.count,
        ftruncate(lock, off_t(bytes.count)) == 0
      else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      throw Self.unusable(path, "its lock file can't be written: \(error)")
    }
  }

  /// The record of the living process that runs the stack of `path`.
  static func attach(_ path: String) throws(LocalStackError) -> StackRecord {
    let lock = PlainFile.open(path + "/" + lockName, O_RDONLY)
    defer { if lock >= 0 { close(lock) } }
    let isHeld = lock >= 0 && flock(lock, LOCK_SH | LOCK_NB) != 0
    guard lock >= 0 || errno == ENOENT else {
      throw unusable(path, "its lock can't be opened: \(systemError())")
    }
    guard isHeld, let record = record(lock) else {
      throw LocalStackError(
        .notRunning, "no Engram runs on the data directory \(path)",
        remedy: "Start one with `engram serve --data-dir \(path)`, or give a --database-url.")
    }
    return record
  }

  /// Says what `path` is, without changing anything.
  static func describe(_ path: String) throws(LocalStackError) -> String {
    let files = FileManager.default
    var existing = path
    while !files.fileExists(atPath: existing), existing.contains("/") {
      existing = (existing as NSString).deletingLastPathComponent
    }
    guard files.isWritableFile(atPath: existing) else {
      throw unusable(path, "\(existing) can't be written")
    }
    guard existing == path else { return "\(path) (will be made)" }
    if let record = try? attach(path) { return "\(path) (in use by process \(record.processID))" }
    let version = PostgresServer.version(of: path + "/postgresql")
    return version.map { "\(path) (made with PostgreSQL \($0))" } ?? "\(path) (empty)"
  }

  private static func record(_ lock: Int32) -> StackRecord? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe pread(lock, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(StackRecord.self, from: Data(bytes[..<count]))
  }

  /// Takes the lock. A process that attaches holds it for an instant, hence the repetition.
  private static func acquire(_ lock: Int32) -> Bool {
    for _ in 0..<20 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(10_000)
    }
    return false
  }

  private static func prepare(
    _ requested: String, user: ServerUser
  ) throws(LocalStackError) -> String {
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: requested, withIntermediateDirectories: true)
    } catch {
      throw unusable(requested, "it can't be made: \(error)")
    }
    guard let resolved = unsafe realpath(requested, nil) else {
      throw unusable(requested, systemError())
    }
    defer { unsafe free(resolved) }
    let path = unsafe String(cString: resolved)
    guard let contents = try? files.contentsOfDirectory(atPath: path) else {
      throw unusable(path, "it can't be read: \(systemError(EACCES))")
    }
    guard contents.isEmpty || contents.contains(lockName) else {
      throw unusable(path, "it is not empty, and not one of Engram's")
    }
    guard unsafe chmod(path, 0o700) == 0 else {
      throw unusable(path, "its mode can't be set to 0700: \(systemError())")
    }
    try user.own(path)
    try user.requireAccess("-w", to: path)
    return path
  }

  private static func unusable(_ path: String, _ reason: String) -> LocalStackError {
    LocalStackError(
      .invalidDataDirectory, "the data directory \(path) can't be used: \(reason)",
      remedy: "Choose another --data-dir.")
  }
}
