import Foundation
public import LocalStack
public import Logging
import Synchronization

/// The private PostgreSQL and Redis of this test process, started on first use.
///
/// It does not survive the process: at exit it is stopped and its folder removed; after a kill the
/// kernel stops the servers, and the next test process removes the folder.
public enum SharedStack {
  /// The stack; its PostgreSQL does not wait for the disk.
  public static var stack: LocalStack { get async throws { try await starting.value } }

  /// Logs what goes wrong with stacks.
  public static let logger: Logger = {
    var logger = Logger(label: "test-stack")
    logger.logLevel = .warning
    return logger
  }()

  private static let starting = Task {
    let stack = try await LocalStack.startTemporary(
      purpose: "test", durability: .none, logger: logger)
    running.withLock { $0 = stack }
    atexit { SharedStack.running.withLock { $0?.stopBlocking() } }
    return stack
  }

  // An `atexit` handler can capture nothing.
  private static let running = Mutex<LocalStack?>(nil)
}
