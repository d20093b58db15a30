import Foundation
import RedisStreams
import Testing

/// A Redis of a test's own, that keeps nothing on disk. It can be stopped and started again at the
/// same address, and ends with the test process, whatever ends that.
actor RestartableRedis {
  nonisolated let url: String
  private let folder: String
  private var process: Process
  private var input: Pipe

  /// Starts one; returns once it answers.
  init() async throws {
    folder = "/tmp/engram-redis-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    url = "unix:\(folder)/redis.sock"
    (process, input) = try Self.run(in: folder)
    try await becomesReady()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Stops it; what it held is lost.
  func stop() async throws {
    try input.fileHandleForWriting.close()
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
  }

  /// Starts it again; returns once it answers.
  func start() async throws {
    (process, input) = try Self.run(in: folder)
    try await becomesReady()
  }

  /// Removes all that it holds.
  func flush() throws {
    try connect().command(["FLUSHALL"])
  }

  private func connect() throws -> RedisConnection {
    try .connect(to: RedisAddress(url), timeout: .seconds(5))
  }

  private func becomesReady() async throws {
    let end = ContinuousClock.now + .seconds(20)
    while (try? connect().ping()) == nil {
      try #require(.now < end, "Redis does not answer")
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The shell ends the server once its standard input ends.
  private static func run(in folder: String) throws -> (Process, Pipe) {
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      #"redis-server --port 0 --unixsocket "$0/redis.sock" --dir "$0" --save "" --loglevel warning"#
        + #" >"$0/redis.log" & cat >/dev/null; kill -9 $!; wait $!"#,
      folder,
    ]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    // Another program that is started meanwhile must not hold it open.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try process.run()
    return (process, input)
  }
}
