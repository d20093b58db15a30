import Synchronization

/// Asks all chats of a process to end, since it is about to.
public final class ChatStop: Sendable {
  private let isAsked = Atomic(false)

  public init() {}

  /// Chats end soon, each with what has come of its reply.
  public func stop() { isAsked.store(true, ordering: .relaxed) }

  var isStopping: Bool { isAsked.load(ordering: .relaxed) }
}
