#if ENGRAM_FAULT_POINTS
  import FoundationEssentials
  import Synchronization
  #if canImport(Glibc)
    import Glibc
  #endif
#endif

/// A place at which a test build can be killed, to show that nothing is lost there.
///
/// `ENGRAM_FAULT_POINT` names the one at which the process ends as by SIGKILL, the first time that it
/// is passed; `name:stop` stops it as by SIGSTOP instead. In release builds there is nothing here.
enum FaultPoint: String {
  case beforePublish = "before-publish"
  case afterPublish = "after-publish"
  case beforeSettle = "before-settle"
  case afterClaim = "after-claim"
  case afterSlot = "after-slot"
  case duringCall = "during-call"
  case afterAnswer = "after-answer"
  case afterKeep = "after-keep"
  case afterCommit = "after-commit"

  #if ENGRAM_FAULT_POINTS
    private static let wanted = ProcessInfo.processInfo.environment["ENGRAM_FAULT_POINT"]

    /// Whether the process is to end here.
    var isWanted: Bool { Self.wanted == rawValue || Self.wanted == "\(rawValue):stop" }

    private static let wasPassed = Atomic(false)

    func pass() {
      guard isWanted, !Self.wasPassed.exchange(true, ordering: .relaxed) else { return }
      kill(getpid(), Self.wanted == rawValue ? SIGKILL : SIGSTOP)
      // The signal may be another thread's first; this one goes no further until it has taken effect.
      usleep(100_000)
    }

    /// Passes in a while, unless the process is further by then.
    func pass(after delay: Duration) {
      guard isWanted else { return }
      Task {
        try? await Task.sleep(for: delay)
        pass()
      }
    }

    /// Of the consolidation queue alone.
    func pass(in queue: JobQueue) {
      if queue == .consolidation { pass() }
    }
  #else
    @inline(__always) func pass() {}
    @inline(__always) func pass(in queue: JobQueue) {}
    @inline(__always) func pass(after delay: Duration) {}
  #endif
}
