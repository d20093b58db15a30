import Foundation
import Synchronization
import UnixSignals

/// Lets ^C stop the reply that is being made; a second one before the next line ends the process.
final class ChatInterruption: Sendable {
  private struct State: Sendable {
    var isRaised = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Whether ^C came since the last line.
  var isRaised: Bool { state.withLock(\.isRaised) }

  /// Somebody is asked for the next line.
  func beginLine() { state.withLock { $0.isRaised = false } }

  /// What `reply` returns; a signal cancels it.
  func run<Value: Sendable>(_ reply: Task<Value, any Error>) async throws -> Value {
    state.withLock { $0.cancel = { reply.cancel() } }
    defer { state.withLock { $0.cancel = nil } }
    return try await reply.value
  }

  /// Waits for signals until the task is cancelled.
  func watch() async {
    for await _ in await UnixSignalsSequence(trapping: .sigint) {
      let (isSecond, cancel) = state.withLock { state in
        defer { state.isRaised = true }
        return (state.isRaised, state.cancel)
      }
      if isSecond { exit(130) }
      cancel?()
      if cancel == nil { StandardError.line("\n(^C again ends; /quit does too)") }
    }
  }
}
