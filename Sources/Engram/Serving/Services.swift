import Domain
import LocalStack
import Postgres
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

/// Erases in the background what was deleted.
struct PurgeService: Service {
  let purge: Purge

  func run() async throws {
    await cancelWhenGracefulShutdown { await purge.run() }
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
