import Synchronization

/// What a load has done so far, for the live line.
final class LoadProgress: Sendable {
  /// What is known at one moment.
  struct Snapshot: Sendable {
    /// Since the last snapshot.
    var recent = Timeline.Slice()
    /// Failed calls since the start.
    var failed = 0
  }

  private let state = Mutex(Snapshot())

  func add(_ slice: Timeline.Slice) {
    state.withLock { state in
      state.recent.add(slice)
      state.failed += slice.failed
    }
  }

  /// What is new since this was last called.
  func take() -> Snapshot {
    state.withLock { state in
      defer { state.recent = Timeline.Slice() }
      return state
    }
  }
}
