import Foundation
import LocalStack

/// A PostgreSQL of its own that a test stops, kills, freezes and starts again under one URL, and the
/// Redis beside it.
///
/// Each commit waits for the disk: killing it loses nothing that was acknowledged.
public actor RestartablePostgres {
  /// libpq's URL of its database, the same after each start.
  public nonisolated let databaseURL: String
  /// The URL of its Redis, the same after each start.
  public nonisolated let redisURL: String
  private let folder: String
  private var stack: LocalStack?

  /// Runs `body` with one that is removed afterwards.
  public static func use(
    _ body: @Sendable (RestartablePostgres) async throws -> Void
  ) async throws {
    let postgres = try await RestartablePostgres()
    let result: Result<Void, any Error>
    do { result = .success(try await body(postgres)) } catch { result = .failure(error) }
    try? await postgres.signal(SIGCONT)
    await postgres.stop()
    try? FileManager.default.removeItem(atPath: postgres.folder)
    try result.get()
  }

  private init() async throws {
    folder = "/tmp/engram-restartable-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let first = try await Self.startStack(in: folder)
    let host = try Self.socketFolder(of: first.databaseURL)
    databaseURL = first.databaseURL.replacingOccurrences(
      of: Self.encoded(host), with: Self.encoded(folder + Self.link))
    redisURL = first.redisURL.replacingOccurrences(of: host, with: folder + Self.link)
    stack = first
  }

  /// Starts it; returns once it answers.
  public func start() async throws {
    stack = try await Self.startStack(in: folder)
  }

  /// Stops it as `pg_ctl stop` does, by a fast shutdown.
  public func stop() async {
    await stack?.stop()
    // Its data directory stays locked as long as it lives.
    stack = nil
  }

  /// Kills the server process, whose end its backends notice and follow.
  public func kill() async throws {
    Glibc.kill(try postmaster, SIGKILL)
    await stop()
  }

  /// Sends `signal` to all processes of the server, such as `SIGSTOP`.
  public func signal(_ signal: Int32) throws {
    // First to the one that starts others.
    Glibc.kill(try postmaster, signal)
    for process in try WorkingProcesses.find(in: data) { Glibc.kill(process, signal) }
  }

  // MARK: Folders

  private static let link = "/socket"

  private var data: String { folder + "/data/postgresql" }

  private var postmaster: pid_t {
    get throws {
      let file = try String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
      guard let first = file.split(separator: "\n").first, let id = pid_t(first) else {
        throw CocoaError(.fileReadCorruptFile)
      }
      return id
    }
  }

  /// Starts the stack, and has the link lead to the folder of its socket, which is new each time.
  private static func startStack(in folder: String) async throws -> LocalStack {
    let stack = try await LocalStack.start(
      LocalStackConfiguration(dataDirectory: folder + "/data"), logger: SharedStack.logger)
    let link = folder + link
    try? FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: socketFolder(of: stack.databaseURL))
    return stack
  }

  private static func socketFolder(of url: String) throws -> String {
    let host = URLComponents(string: url)?.queryItems?.first { $0.name == "host" }?.value
    guard let host else { throw URLError(.badURL) }
    return host
  }

  private static func encoded(_ path: String) -> String {
    path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
  }
}
