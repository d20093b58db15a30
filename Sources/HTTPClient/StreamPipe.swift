import Synchronization

/// Carries a streamed reply from the loop's thread to the one task that reads it.
final class StreamPipe: Sendable {
  private struct State: Sendable {
    var buffer: StreamBuffer
    /// The reader, while it waits.
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state: Mutex<State>

  init(limit: Int) { state = Mutex(State(buffer: StreamBuffer(limit: limit))) }

  // MARK: The loop's side

  func begin(_ head: HTTPStream.Head) { change { $0.begin(head) } }

  /// Takes bytes over, or says that they are to be brought again later.
  func offer(_ piece: UnsafeRawBufferPointer) -> StreamBuffer.Verdict {
    change { unsafe $0.offer(piece) }
  }

  /// The transfer has ended; the header of a reply without a body comes with this.
  func finish(_ outcome: TransferOrder.Outcome) {
    change { buffer in
      if case .success(let response) = outcome {
        buffer.begin(HTTPStream.Head(status: response.status, headers: response.headers))
      }
      buffer.finish(outcome.map { _ in })
    }
  }

  private func change<Value: Sendable>(_ body: (inout StreamBuffer) -> Value) -> Value {
    let (value, waiter) = state.withLock { state in
      let value = body(&state.buffer)
      defer { state.waiter = nil }
      return (value, state.waiter)
    }
    waiter?.resume()
    return value
  }

  // MARK: The reader's side

  /// Waits until the reply begins.
  func head() async throws -> HTTPStream.Head {
    while true {
      if let head = try state.withLock({ try $0.buffer.firstSign() }) { return head }
      await wait { try $0.firstSign() != nil }
    }
  }

  /// Waits for bytes or the end; calls `resume` when bytes were held back until now.
  func next(resume: () -> Void) async throws -> StreamBuffer.Answer {
    while true {
      if let (answer, mustResume) = try state.withLock({ try $0.buffer.take() }) {
        if mustResume { resume() }
        return answer
      }
      await wait { $0.hasSomething }
    }
  }

  /// Waits for a change, unless `isReady` holds already.
  private func wait(_ isReady: @Sendable (StreamBuffer) throws -> Bool) async {
    await withCheckedContinuation { continuation in
      let isWaiting = state.withLock { state in
        guard (try? isReady(state.buffer)) == false else { return false }
        state.waiter = continuation
        return true
      }
      if !isWaiting { continuation.resume() }
    }
  }
}
