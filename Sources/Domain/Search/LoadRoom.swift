import Synchronization

/// How many bytes may be loaded at once; what does not fit waits, in order.
final class LoadRoom: Sendable {
  private struct Waiting {
    let bytes: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var free: Int
    var queue: [Waiting] = []
  }

  private let total: Int
  private let state: Mutex<State>

  init(bytes: Int) {
    total = bytes
    state = Mutex(State(free: bytes))
  }

  /// Runs `body` once there is room for so many bytes; more than there ever is take all of it.
  func with<Result>(
    _ bytes: Int, _ body: () async throws -> sending Result
  ) async rethrows -> sending Result {
    let bytes = min(bytes, total)
    await enter(bytes)
    defer { leave(bytes) }
    return try await body()
  }

  private func enter(_ bytes: Int) async {
    await withCheckedContinuation { continuation in
      let enters = state.withLock { state in
        guard state.queue.isEmpty, state.free >= bytes else {
          state.queue.append(Waiting(bytes: bytes, continuation: continuation))
          return false
        }
        state.free -= bytes
        return true
      }
      if enters { continuation.resume() }
    }
  }

  private func leave(_ bytes: Int) {
    let entering = state.withLock { state in
      state.free += bytes
      var entering: [Waiting] = []
      while let first = state.queue.first, state.free >= first.bytes {
        state.free -= first.bytes
        entering.append(state.queue.removeFirst())
      }
      return entering
    }
    for waiting in entering { waiting.continuation.resume() }
  }
}
