import LLM
import Synchronization

/// What has come of a reply, shared by those who add to it, save it and end it.
final class ChatDraft: Sendable {
  private struct State {
    var text = ""
    var savedBytes = 0
    var context: ChatContext?
    var model: String?
    var isEnding = false
  }

  /// It would be longer than a message may be.
  struct Full: Error {}

  private let state = Mutex(State())

  /// Everything until now.
  var text: String { state.withLock(\.text) }

  /// What a message says that ends here.
  var cutRecord: ChatReplyRecord {
    state.withLock { ChatReplyRecord(cutBy: $0.model, $0.context) }
  }

  func begin(_ context: ChatContext, model: String) {
    state.withLock {
      $0.context = context
      $0.model = model
    }
  }

  /// Adds as much of `piece` as there is room for; how many bytes are not saved yet.
  func append(_ piece: String) throws(Full) -> Int {
    let (unsaved, isFull) = state.withLock { state in
      let room = TextLimits.maxContentBytes - state.text.utf8.count
      let fitting = piece.clipped(toBytes: room)
      state.text += fitting
      return (state.text.utf8.count - state.savedBytes, fitting.utf8.count < piece.utf8.count)
    }
    if isFull { throw Full() }
    return unsaved
  }

  /// Nothing is added any more: it is stored, and its place given up.
  func beginEnding() { state.withLock { $0.isEnding = true } }

  var isEnding: Bool { state.withLock(\.isEnding) }

  /// What was taken was not saved.
  func saveFailed() { state.withLock { $0.savedBytes = 0 } }

  /// All of it, when there is more than when this was asked last.
  func takeUnsaved() -> String? {
    state.withLock { state in
      guard state.text.utf8.count > state.savedBytes else { return nil }
      state.savedBytes = state.text.utf8.count
      return state.text
    }
  }
}
