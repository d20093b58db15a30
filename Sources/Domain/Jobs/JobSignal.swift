/// Tells this process' job machinery that a job was added, once its transaction has committed.
///
/// Many calls before the machinery looks are one. It loses nothing to miss one: it looks on its own
/// from time to time, and so do other processes.
public struct JobSignal: Sendable {
  private let rings: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// A signal that nobody has given yet.
  public init() {
    (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Gives the signal; never waits.
  public func wake() {
    continuation.yield()
  }

  /// Waits for the signal, `duration` at most or until the task is cancelled; for one waiter.
  func wait(atMost duration: Duration) async {
    let timer = Task {
      if (try? await Task.sleep(for: duration)) != nil { wake() }
    }
    for await _ in rings { break }
    timer.cancel()
  }
}
