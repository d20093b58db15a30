/// Tells the purge of this process that there is something to erase.
///
/// Many calls before the purge looks are one. It loses nothing to miss one: the purge looks on its
/// own from time to time.
public struct PurgeSignal: Sendable {
  /// One element for each time the purge is to look; for one reader.
  let wakeUps: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// A signal that nobody has given yet.
  public init() {
    (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Gives the signal; never waits.
  public func wake() {
    continuation.yield()
  }
}
