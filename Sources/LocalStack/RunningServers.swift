import Foundation
import Logging
import Synchronization

/// The server processes of a stack, from their start to their end. All waits block.
final class RunningServers: Sendable {
  enum Condition: Sendable {
    case running
    case failed(LocalStackError)
    case stopped
  }

  private struct Server {
    let name: String
    let process: ChildProcess
    let logPath: String
    let stopLadder: [(signal: Int32, patience: Duration)]
  }

  private struct State {
    var servers: [Server] = []
    var isStopped = false
  }

  private let state = Mutex(State())

  func start(
    _ name: String, stop ladder: [(signal: Int32, patience: Duration)], logPath: String,
    _ launch: () throws(LocalStackError) -> ChildProcess
  ) throws(LocalStackError) {
    let server = Server(
      name: name, process: try launch(), logPath: logPath, stopLadder: ladder)
    state.withLock { $0.servers.append(server) }
  }

  /// Returns once `isReady` has been true for each; says every five seconds what it waits for.
  func waitUntilReady(
    _ timeout: Duration, logger: Logger, isReady: (String, ChildProcess) -> Bool
  ) throws(LocalStackError) {
    let started = ContinuousClock.now
    var nextReport = started + .seconds(5)
    for server in state.withLock(\.servers) {
      while !isReady(server.name, server.process) {
        if case .failed(let error) = condition { throw error }
        let now = ContinuousClock.now
        guard now - started < timeout else {
          throw Self.failure(server, "did not answer in \(timeout)")
        }
        if now >= nextReport {
          logger.info(
            "still waiting",
            metadata: ["for": "\(server.name)", "seconds": "\((now - started).components.seconds)"])
          nextReport = now + .seconds(5)
        }
        usleep(10_000)
      }
    }
  }

  /// Ends all, the last started first; `false` when that was asked before.
  @discardableResult
  func stop() -> Bool {
    let before = state.withLock { state in
      defer { state = State(servers: [], isStopped: true) }
      return state
    }
    for server in before.servers.reversed() { server.process.stop(server.stopLadder) }
    return !before.isStopped
  }

  var condition: Condition {
    state.withLock { state in
      if state.isStopped { return .stopped }
      for server in state.servers {
        if let exit = server.process.waitForExit(.zero) {
          return .failed(Self.failure(server, "ended by itself (\(exit))"))
        }
      }
      return .running
    }
  }

  private static func failure(_ server: Server, _ what: String) -> LocalStackError {
    LocalStackError(
      .serverFailed,
      "\(server.name) \(what); the end of \(server.logPath):\n"
        + LogFile.tail(at: server.logPath))
  }
}
