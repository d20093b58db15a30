import LocalStack
import Postgres
import RPCServer
import ServiceLifecycle

/// Keeps lanes connected until everything that uses them is shut down.
struct LanesService: Service {
  let lanes: PostgresLanes

  func run() async throws {
    lanes.start()
    try? await gracefulShutdown()
    await lanes.shutdown()
  }
}

/// Has health say NOT_SERVING while there is no connection to the database.
struct ReadinessService: Service {
  private static let interval = Duration.seconds(1)

  let health: Health
  let lanes: PostgresLanes

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: Self.interval)) != nil {
        health.setServing(lanes.connectedLaneCount > 0)
      }
    }
  }
}

/// Works in the background until shut down: stops before the lanes do, and ends what it has begun.
struct BackgroundService: Service {
  let work: @Sendable () async -> Void

  init(_ work: @escaping @Sendable () async -> Void) {
    self.work = work
  }

  func run() async throws {
    await cancelWhenGracefulShutdown { await work() }
  }
}

/// Says something once signals are listened to: whoever reads it may send one at once.
struct Announcement: Service {
  let say: @Sendable () -> Void

  func run() async throws {
    say()
    try? await gracefulShutdown()
  }
}

/// Ends the process with an error when a server of the private stack ends by itself.
struct StackWatch: Service {
  let stack: LocalStack

  func run() async throws {
    let failure = await cancelWhenGracefulShutdown { await stack.unexpectedExit() }
    if let failure { throw failure }
  }
}

/// Ends the process with an error when the private stack of another process, which it is attached
/// to, is gone: the next one has other addresses.
struct AttachmentWatch: Service {
  private static let interval = Duration.seconds(1)

  let dataDirectory: String
  let databaseURL: String

  func run() async throws {
    let isGone = await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: Self.interval)) != nil {
        let record = try? LocalStack.attach(dataDirectory: dataDirectory)
        guard record?.databaseURL == databaseURL else { return true }
      }
      return false
    }
    if isGone {
      throw OperatorError("the Engram of \(dataDirectory), whose database this used, has ended")
    }
  }
}
